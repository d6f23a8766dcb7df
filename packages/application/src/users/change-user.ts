import {
  type AccessSettings,
  type Action,
  Forbidden,
  NotAuthenticated,
  permissionsOf,
  type User,
  UserNotFound,
  VersionMismatch,
  WrongState,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize, authorizeMissing } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { type UserResult, userResult } from './user-result.ts';
import { toUserView } from './user-view.ts';

export interface ChangeUserDependencies {
  readonly settings: AccessSettings;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export interface ChangeUserInput {
  readonly id: string;
  /** From `If-Match`; null: whatever is stored. */
  readonly expectedVersion: number | null;
}

/** What every change of one user may be refused with. */
export const changeUserErrors = [
  NotAuthenticated,
  Forbidden,
  UserNotFound,
  WrongState,
  VersionMismatch,
  ConcurrentChange,
  DependencyUnavailable,
] as const;

/**
 * The frame of every change of one user: found, allowed for this actor in this state, at the expected version, changed,
 * shown as it is now. `action` names the change in the audit trail; a change that turns out to need more asks `permit`.
 *
 * @throws one of `changeUserErrors`, and what `change` throws
 */
export async function changeUser(
  deps: ChangeUserDependencies,
  action: Action,
  input: ChangeUserInput,
  context: RequestContext,
  change: (user: User, tx: Transaction, now: Date, permit: (more: Action) => void) => void | Promise<void>,
): Promise<UserResult> {
  const { settings, unitOfWork, clock } = deps;
  const { actor } = context;
  if (actor.kind === 'anonymous') authorizeMissing(actor);
  const view = await unitOfWork.run(changeContext(context, action), async (tx) => {
    const user = await tx.users.find(input.id);
    if (!user || user.state.erasedAt !== null) authorizeMissing(actor);
    const permissionsNow = async () => permissionsOf(await tx.roles.findAll(user.state.roles), user.state.roles);
    const now = clock.now();
    const { id, status } = user.state;
    const subject = { id, status, permissions: await permissionsNow(), emailChange: user.emailChangeAt(now) };
    const permit = (needed: Action) => authorize(needed, actor, settings, subject);
    permit(action);
    user.expectVersion(input.expectedVersion);
    await change(user, tx, now, permit);
    return toUserView(user.state, await permissionsNow(), now);
  });
  return userResult(view, actor, settings);
}
