import {
  type AccessSettings,
  Forbidden,
  NotAuthenticated,
  permissionsOf,
  UserNotFound,
  VersionMismatch,
  WrongState,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize, authorizeMissing } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { type UserResult, userResult } from './user-result.ts';
import { toUserView } from './user-view.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export interface UpdateUserInput {
  readonly id: string;
  /** From `If-Match`; null: whatever is stored. */
  readonly expectedVersion: number | null;
  readonly fullName?: string | undefined;
  readonly locale?: string | undefined;
}

/** Changes name or locale of a user. */
export class UpdateUser {
  static readonly errors = [
    NotAuthenticated,
    Forbidden,
    UserNotFound,
    WrongState,
    VersionMismatch,
    ConcurrentChange,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: UpdateUserInput, context: RequestContext): Promise<UserResult> {
    const { settings, unitOfWork, clock } = this.#deps;
    const { actor } = context;
    if (actor.kind === 'anonymous') authorizeMissing(actor);
    const view = await unitOfWork.run(changeContext(context, 'user.update'), async (tx) => {
      const user = await tx.users.find(input.id);
      if (!user) authorizeMissing(actor);
      const { id, status, roles } = user.state;
      const permissions = permissionsOf(await tx.roles.findAll(roles), roles);
      authorize('user.update', actor, settings, { id, status, permissions });
      user.expectVersion(input.expectedVersion);
      user.updateProfile({ fullName: input.fullName, locale: input.locale }, clock.now());
      return toUserView(user.state, permissions);
    });
    return userResult(view, actor, settings);
  }
}
