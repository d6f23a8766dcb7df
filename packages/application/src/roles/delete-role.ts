import { RoleInUse } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeRoleDependencies, changeRole, changeRoleErrors } from './change-role.ts';

/** Removes a role that nobody holds. */
export class DeleteRole {
  static readonly errors = [...changeRoleErrors, RoleInUse] as const;
  readonly #deps: ChangeRoleDependencies;

  constructor(deps: ChangeRoleDependencies) {
    this.#deps = deps;
  }

  async execute(
    input: { readonly name: string; readonly expectedVersion: number | null },
    context: RequestContext,
  ): Promise<void> {
    await changeRole(this.#deps, 'role.delete', input, context, (role, tx) => {
      tx.roles.remove(role);
      tx.note({ subject: null, detail: { role: role.name } });
    });
  }
}
