import {
  type AccessSettings,
  AccountSuspended,
  assertMayLogIn,
  hashForLogIn,
  InvalidCredentials,
  InvalidEmailAddress,
  type PasswordHasher,
  type PasswordProof,
  parseEmailAddress,
  permissionsOf,
  Session,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import type { CredentialsReader, StoredAccount } from './credentials-reader.ts';
import { type IssuedTokens, issueTokens, type TokenIssuing } from './issued-tokens.ts';

interface Dependencies extends TokenIssuing {
  readonly settings: AccessSettings;
  readonly credentials: CredentialsReader;
  readonly hasher: PasswordHasher;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export interface LogInInput {
  readonly email: string;
  readonly password: string;
}

/**
 * Password for tokens. Unknown, wrong, deleted and unverified answer alike after one hash each; only the right password
 * of a verified account learns that it is suspended.
 */
export class LogIn {
  static readonly errors = [
    InvalidCredentials,
    AccountSuspended,
    HashingOverloaded,
    ConcurrentChange,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: LogInInput, context: RequestContext): Promise<IssuedTokens> {
    const { settings, unitOfWork, ids, clock } = this.#deps;
    authorize('session.log_in', context.actor, settings);
    const { account, proof } = await this.#prove(input);
    const userId = account.user.id;
    const now = clock.now();
    let runs = 0;
    const opened = await unitOfWork.run(changeContext(context, 'session.log_in'), async (tx) => {
      runs += 1;
      // What was read before the hash will do, for the write asks whether it still is so; if not, it is read again.
      const user = runs === 1 ? tx.users.adopt(account.user) : await tx.users.find(userId);
      if (!user) throw new InvalidCredentials();
      user.recordLogIn(proof, now);
      const { network, userAgent } = context;
      const seed = ids.secret();
      const session = Session.open({ id: ids.uuid(), userId, epoch: proof.epoch, seed, network, userAgent, now });
      tx.sessions.add(session);
      tx.note({ subject: userId, detail: { session_id: session.id } });
      const { roles } = user.state;
      const permissions = runs === 1 ? account.permissions : permissionsOf(await tx.roles.findAll(roles), roles);
      return { user: user.state, session: session.state, permissions };
    });
    return issueTokens(this.#deps, opened);
  }

  /** @throws InvalidCredentials, AccountSuspended, HashingOverloaded */
  async #prove({ email, password }: LogInInput): Promise<{ account: StoredAccount; proof: PasswordProof }> {
    const { hasher } = this.#deps;
    const found = await this.#find(email);
    const hash = found && hashForLogIn(found.user);
    // The decoy where there is none: it costs the same and cannot match.
    const right = await hasher.verify(hash, password);
    if (!right || found === null || hash === null) throw new InvalidCredentials();
    assertMayLogIn(found.user);
    const rehashed = hasher.needsRehash(hash) ? await this.#rehash(password) : null;
    return { account: found, proof: { passwordHash: hash, epoch: found.user.epoch, rehashed } };
  }

  /** Null when the hasher is overloaded: the old hash does until the next log-in. */
  async #rehash(password: string): Promise<string | null> {
    try {
      return await this.#deps.hasher.hash(password);
    } catch (error) {
      if (error instanceof HashingOverloaded) return null;
      throw error;
    }
  }

  async #find(email: string): Promise<StoredAccount | null> {
    try {
      return await this.#deps.credentials.byEmail(parseEmailAddress(email));
    } catch (error) {
      // What is no address belongs to nobody: the same answer at the same cost.
      if (error instanceof InvalidEmailAddress) return null;
      throw error;
    }
  }
}
