import {
  assertHolds,
  Forbidden,
  GrantExceedsOwn,
  NotAuthenticated,
  type Permission,
  Role,
  RoleTaken,
} from '@users/domain';
import { idempotencyErrors } from '../idempotency/idempotency.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import type { ChangeRoleDependencies } from './change-role.ts';
import { type RoleResult, roleResult } from './role-result.ts';

export interface CreateRoleInput {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

/** Makes a role out of permissions that its maker holds. */
export class CreateRole {
  static readonly errors = [
    NotAuthenticated,
    Forbidden,
    RoleTaken,
    GrantExceedsOwn,
    ConcurrentChange,
    DependencyUnavailable,
    ...idempotencyErrors,
  ] as const;
  readonly #deps: ChangeRoleDependencies;

  constructor(deps: ChangeRoleDependencies) {
    this.#deps = deps;
  }

  async execute(input: CreateRoleInput, context: RequestContext): Promise<RoleResult> {
    const { settings, unitOfWork } = this.#deps;
    authorize('role.create', context.actor, settings);
    const permissions = [...new Set(input.permissions)].sort();
    assertHolds(context.actor, new Set(permissions));
    return unitOfWork.run(changeContext(context, 'role.create'), async (tx) => {
      const role = Role.create({ name: input.name, description: input.description, permissions });
      tx.roles.add(role);
      tx.note({ subject: null, detail: { role: role.name, permissions: permissions.join(' ') } });
      return roleResult(role.state, context.actor, settings);
    });
  }
}
