import type { Permission } from '../role/permission.ts';
import { permissionsOf, type Role } from '../role/role.ts';
import { GrantExceedsOwn, UnknownRole } from '../role/role-errors.ts';
import type { Actor } from './actor.ts';

/**
 * Nobody grants what they do not hold (Keycloak CVE-2026-9099).
 *
 * @param found the roles of these names that exist
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
