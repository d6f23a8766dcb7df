import {
  type AccessSettings,
  type Action,
  Forbidden,
  NotAuthenticated,
  type Role,
  RoleNotFound,
  VersionMismatch,
  WrongState,
} from '@users/domain';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { roleSubject } from './role-result.ts';

export interface ChangeRoleDependencies {
  readonly settings: AccessSettings;
  readonly unitOfWork: UnitOfWork;
}

/** What every change of one role may be refused with. */
export const changeRoleErrors = [
  NotAuthenticated,
  Forbidden,
  RoleNotFound,
  WrongState,
  VersionMismatch,
  ConcurrentChange,
  DependencyUnavailable,
] as const;

/** The frame of every change of one role. @throws one of `changeRoleErrors`, and what `change` throws */
export async function changeRole<Result>(
  deps: ChangeRoleDependencies,
  action: Action,
  input: { readonly name: string; readonly expectedVersion: number | null },
  context: RequestContext,
  change: (role: Role, tx: Transaction) => Result,
): Promise<Result> {
  const { settings, unitOfWork } = deps;
  // Whoever may not read roles learns nothing of their names.
  authorize('role.list', context.actor, settings);
  return unitOfWork.run(changeContext(context, action), async (tx) => {
    const role = await tx.roles.find(input.name);
    if (!role) throw new RoleNotFound();
    authorize(action, context.actor, settings, roleSubject(role.state));
    role.expectVersion(input.expectedVersion);
    return change(role, tx);
  });
}
