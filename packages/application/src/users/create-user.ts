import {
  assertMayGrant,
  EmailTaken,
  Forbidden,
  GrantExceedsOwn,
  InvalidEmailAddress,
  type Metadata,
  NotAuthenticated,
  OneTimeToken,
  parseEmailAddress,
  permissionsOf,
  type TokenStore,
  UnknownRole,
  User,
} from '@users/domain';
import { idempotencyErrors } from '../idempotency/idempotency.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import { authorize } from '../shared/authorize.ts';
import { requesterOf } from '../shared/deferred-authority.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { linkMail } from '../tasks/mail-task.ts';
import type { ChangeUserDependencies } from './change-user.ts';
import { type UserResult, userResult } from './user-result.ts';
import { toUserView } from './user-view.ts';

interface Dependencies extends ChangeUserDependencies {
  readonly ids: IdGenerator;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly tokens: Pick<TokenStore, 'put'>;
  readonly invitationTtlSeconds: number;
}

export interface CreateUserInput {
  readonly email: string;
  readonly fullName: string;
  readonly locale: string;
  readonly metadata: Metadata;
  readonly roles: readonly string[];
}

/** Invites somebody: a pending user without a password, and a mail with a link that sets one. */
export class CreateUser {
  static readonly errors = [
    NotAuthenticated,
    Forbidden,
    InvalidEmailAddress,
    EmailTaken,
    UnknownRole,
    GrantExceedsOwn,
    ConcurrentChange,
    DependencyUnavailable,
    ...idempotencyErrors,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: CreateUserInput, context: RequestContext): Promise<UserResult> {
    const { settings, unitOfWork, clock, ids, sealer, tokens } = this.#deps;
    authorize('user.create', context.actor, settings);
    const email = parseEmailAddress(input.email);
    const roles = [...new Set(input.roles)].sort();
    const { fullName, locale, metadata } = input;
    const id = ids.uuid();
    const secret = ids.secret();
    const now = clock.now();
    const token = OneTimeToken.issue({
      digest: ids.digest(secret),
      purpose: 'invitation',
      ...{ userId: id, email, epoch: 1, sealedCredentials: null, network: null, now },
      ttlSeconds: this.#deps.invitationTtlSeconds,
    });
    const sealedToken = await sealer.seal('event', secret);
    await tokens.put(token);
    return unitOfWork.run(changeContext(context, 'user.create'), async (tx) => {
      const found = await tx.roles.findAll(roles);
      assertMayGrant(context.actor, found, roles);
      const requester = await requesterOf(tx, context.actor, id);
      const user = User.invite({ id, email, profile: { fullName, locale, metadata }, roles, requester, now });
      user.issueVerification(token, sealedToken, now);
      tx.users.add(user);
      tx.enqueue(linkMail(ids.uuid(), context, 'invitation', { token, sealedToken, locale, fullName }));
      return userResult(toUserView(user.state, permissionsOf(found, roles), now), context.actor, settings);
    });
  }
}
