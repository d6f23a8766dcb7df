import { assertMayGrant, GrantExceedsOwn, LastAdmin, UnknownRole } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

export interface SetUserRolesInput extends ChangeUserInput {
  /** All that the user shall hold afterwards. */
  readonly roles: readonly string[];
}

/** Replaces the roles of a user. */
export class SetUserRoles {
  static readonly errors = [...changeUserErrors, UnknownRole, GrantExceedsOwn, LastAdmin] as const;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: SetUserRolesInput, context: RequestContext): Promise<UserResult> {
    const wanted = [...new Set(input.roles)].sort();
    return changeUser(this.#deps, 'user.set_roles', input, context, async (user, tx, now) => {
      assertMayGrant(context.actor, await tx.roles.findAll(wanted), wanted);
      if (user.activeAdmin) tx.keepAdmin();
      user.setRoles(wanted, now);
    });
  }
}
