import { type Permission, permissionsOf, Role } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';

/** What these roles allow now. */
export function storedPermissions(store: MemoryStore, roles: readonly string[]): ReadonlySet<Permission> {
  return permissionsOf([...store.roles.values()].map(Role.restore), roles);
}
