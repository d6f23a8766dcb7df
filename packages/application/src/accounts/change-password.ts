import {
  type AccessSettings,
  checkPassword,
  Forbidden,
  NotAuthenticated,
  type PasswordHasher,
  type PasswordPolicy,
  permissionsOf,
  type SessionLifetime,
  WeakPassword,
  WrongPassword,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Reader } from '../ports/reader.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type IssuedTokens, issueTokens, type TokenIssuing } from '../sessions/issued-tokens.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import { noticeMail } from '../tasks/mail-task.ts';
import { changeCredentials } from './change-credentials.ts';
import { provePassword } from './prove-password.ts';

interface Dependencies extends TokenIssuing {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly sessionLifetime: SessionLifetime;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: PasswordHasher;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export interface ChangePasswordInput {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * The owner replaces the password: every session ends, and the one that did it goes on as another, with new tokens.
 * Of many changes in one session at once, one is made; the others are of a session that has ended.
 */
export class ChangePassword {
  static readonly errors = [
    NotAuthenticated,
    Forbidden,
    WrongPassword,
    WeakPassword,
    HashingOverloaded,
    ConcurrentChange,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: ChangePasswordInput, context: RequestContext): Promise<IssuedTokens> {
    const { settings, passwordPolicy, unitOfWork, hasher, ids, clock } = this.#deps;
    const { actor } = context;
    authorize('account.change_password', actor, settings);
    if (actor.kind !== 'user') throw new NotAuthenticated();
    const { epoch, email, fullName } = await provePassword(this.#deps, actor, input.currentPassword);
    checkPassword(passwordPolicy, input.newPassword, { email, fullName }, '/new_password');
    const passwordHash = await hasher.hash(input.newPassword);
    const changed = await unitOfWork.run(changeContext(context, 'account.change_password'), async (tx) => {
      const now = clock.now();
      const { user, session } = await changeCredentials(this.#deps, tx, { actor, now }, (account) => {
        account.changePassword(epoch, passwordHash, now);
      });
      const { network } = context;
      tx.enqueue(noticeMail(ids.uuid(), context, 'password_changed', user.state, { now, network }));
      const roles = await tx.roles.findAll(user.state.roles);
      return { user: user.state, session, permissions: permissionsOf(roles, user.state.roles) };
    });
    return issueTokens(this.#deps, changed);
  }
}
