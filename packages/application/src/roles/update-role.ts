import { assertHolds, GrantExceedsOwn, type Permission } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeRoleDependencies, changeRole, changeRoleErrors } from './change-role.ts';
import { type RoleResult, roleResult } from './role-result.ts';

export interface UpdateRoleInput {
  readonly name: string;
  readonly expectedVersion: number | null;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

/** Replaces description and permissions of a role; whoever holds it gains and loses with it within a second. */
export class UpdateRole {
  static readonly errors = [...changeRoleErrors, GrantExceedsOwn] as const;
  readonly #deps: ChangeRoleDependencies;

  constructor(deps: ChangeRoleDependencies) {
    this.#deps = deps;
  }

  async execute(input: UpdateRoleInput, context: RequestContext): Promise<RoleResult> {
    const permissions = [...new Set(input.permissions)].sort();
    const state = await changeRole(this.#deps, 'role.update', input, context, (role, tx) => {
      assertHolds(context.actor, new Set(permissions));
      role.change({ description: input.description, permissions });
      tx.note({ subject: null, detail: { role: role.name, permissions: permissions.join(' ') } });
      return role.state;
    });
    return roleResult(state, context.actor, this.#deps.settings);
  }
}
