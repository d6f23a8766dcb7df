import { EmailTaken, OneTimeToken, type TokenStore, User, type UserState } from '@users/domain';
import { sealCredentials } from '../accounts/link-credentials.ts';
import type { Registration } from '../accounts/registration.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { Reader } from '../ports/reader.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { CredentialsReader } from '../sessions/credentials-reader.ts';
import { ConcurrentChange, RequestRepeated } from '../shared/errors.ts';
import { mayLink, takeLink } from './link-pauses.ts';
import { linkMail, noticeMail } from './mail-task.ts';
import { type TaskHandler, taskContext } from './task-handler.ts';

interface Dependencies {
  readonly credentials: CredentialsReader;
  readonly tokens: Pick<TokenStore, 'put'>;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly sealer: Sealer;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly verificationTtlSeconds: number;
}

/**
 * - `moved`: the address belongs to someone else than the link was made for.
 * - `kept`: nobody has the address, and yet it is not free.
 * - `repeated`: the address was registered again meanwhile.
 */
type Outcome = 'done' | 'moved' | 'kept' | 'repeated';

interface Link {
  readonly token: OneTimeToken;
  readonly sealedToken: string;
  /** Whether it is in the index: only then may anybody be told of it. */
  readonly stored: boolean;
}

/**
 * The second half of a registration, out of the stranger's sight: a new address becomes a pending user; a pending one is
 * contested, and gets one more link of its own; the owner of any other is told. In a pause between links nothing goes out.
 * The task's row goes with the change, so it happens once however often the task runs.
 */
export class CompleteRegistration implements TaskHandler {
  readonly type = 'complete_registration';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { sealer, credentials } = this.#deps;
    const registration: Registration = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    // The address may change hands between the look-up and the write; then all is looked up again.
    let outcome: Outcome = 'moved';
    let repeated = wasParked(task, registration);
    for (let tries = 0; tries < 4; tries += 1) {
      const owner = (await credentials.byEmail(registration.email))?.user ?? null;
      const stored = owner === null || (owner.status === 'pending' && (await this.#mayLink(registration, owner)));
      const link = await this.#link(registration, owner?.id ?? registration.userId, stored);
      // Indexed before the transaction that tells of it: a link in a mail is never unknown.
      if (stored) await this.#deps.tokens.put(link.token);
      outcome = await this.#write(task, registration, link, repeated);
      if (outcome === 'done') return;
      repeated ||= outcome === 'repeated';
    }
    // Kept for the return of its former owner, and nobody is told so: the registration ends here.
    if (outcome === 'kept') return;
    throw new ConcurrentChange();
  }

  #mayLink({ requestedAt }: Registration, owner: UserState): Promise<boolean> {
    return this.#deps.reader.read((from) => mayLink(from, owner, 'register', new Date(requestedAt)));
  }

  async #link(registration: Registration, userId: string, stored: boolean): Promise<Link> {
    const { sealer, ids, verificationTtlSeconds } = this.#deps;
    const { email, fullName, locale, passwordHash, network, requestedAt } = registration;
    const credentials = { fullName, locale, passwordHash };
    const token = OneTimeToken.issue({
      digest: ids.digest(registration.token),
      purpose: 'email_verification',
      userId,
      email,
      epoch: 1,
      sealedCredentials: await sealCredentials(sealer, credentials),
      network,
      now: new Date(requestedAt),
      ttlSeconds: verificationTtlSeconds,
    });
    return { token, stored, sealedToken: await sealer.seal('event', registration.token) };
  }

  async #write(task: LeasedTask, registration: Registration, link: Link, repeated: boolean): Promise<Outcome> {
    const { unitOfWork } = this.#deps;
    const { email, network } = registration;
    const context = taskContext(task, 'account.register', network);
    let nobodyHasIt = false;
    try {
      return await unitOfWork.run(context, async (tx) => {
        const found = await tx.users.findByEmail(email);
        nobodyHasIt = found === null;
        if ((found?.id ?? registration.userId) !== link.token.state.userId) return 'moved';
        if (found && found.state.status !== 'pending') await this.#tellOwner(tx, task, registration, found);
        else await this.#linkTo(tx, task, registration, { ...link, found, repeated });
        tx.complete(task);
        return 'done';
      });
    } catch (error) {
      if (error instanceof EmailTaken) return nobodyHasIt ? 'kept' : 'moved';
      if (error instanceof RequestRepeated) return 'repeated';
      throw error;
    }
  }

  async #tellOwner(tx: Transaction, task: LeasedTask, registration: Registration, owner: User): Promise<void> {
    const now = new Date(registration.requestedAt);
    // Soft-deleted before anybody proved the address, it may be restored, and its links with it.
    owner.contest();
    if (!(await takeLink(tx, owner.state, 'register', now))) return;
    const when = { now, network: registration.network };
    tx.enqueue(noticeMail(this.#deps.ids.uuid(), task, 'already_registered', owner.state, when));
  }

  /** A user that is made here is made without a password that counts, if the address was registered again meanwhile. */
  async #linkTo(
    tx: Transaction,
    task: LeasedTask,
    registration: Registration,
    { token, sealedToken, stored, found, repeated }: Link & { found: User | null; repeated: boolean },
  ): Promise<void> {
    const { ids, clock } = this.#deps;
    const { userId: id, email, fullName, locale, passwordHash, requestKey } = registration;
    const now = clock.now();
    const user = found ?? User.register({ id, email, credentials: { fullName, locale, passwordHash }, now });
    if (found === null) tx.users.add(user);
    if (found !== null || repeated) user.contest();
    else if (requestKey !== undefined) tx.assertNotRepeated([requestKey]);
    if (!stored || !(await takeLink(tx, user.state, 'register', new Date(registration.requestedAt)))) return;
    user.issueVerification(token, sealedToken, now);
    tx.enqueue(linkMail(ids.uuid(), task, 'verify_email', { token, sealedToken, locale, fullName: '' }));
  }
}

/** Then its key is gone, and with it what was known of others that were merged with it: it counts as repeated. */
function wasParked({ key }: LeasedTask, { requestKey }: Registration): boolean {
  return requestKey !== undefined && key !== requestKey;
}
