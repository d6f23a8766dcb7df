import {
  type Actor,
  GrantExceedsOwn,
  LastAdmin,
  type Permission,
  permissionsOf,
  type Role,
  UnknownRole,
} from '@users/domain';
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

/**
 * Nobody grants what they do not hold (Keycloak CVE-2026-9099).
 *
 * @throws UnknownRole, GrantExceedsOwn
 */
export function assertMayGrant(actor: Actor, found: readonly Role[], names: readonly string[]): void {
  if (found.length < names.length) throw new UnknownRole();
  assertHolds(actor, permissionsOf(found, names));
}

/** @throws GrantExceedsOwn */
export function assertHolds(actor: Actor, granted: ReadonlySet<Permission>): void {
  if (actor.kind === 'system') return;
  if (actor.kind === 'anonymous' || !granted.isSubsetOf(actor.permissions)) throw new GrantExceedsOwn();
}
