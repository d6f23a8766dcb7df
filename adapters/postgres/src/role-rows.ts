import { isPermission, type Permission, type RoleState } from '@users/domain';
import type { Selectable } from 'kysely';
import type { RolesTable } from './tables.ts';

export const roleColumns = [
  'name',
  'description',
  'permissions',
  'built_in',
  'version',
] as const satisfies readonly (keyof RolesTable)[];

export type RoleRow = Selectable<RolesTable>;

/** Permissions of a newer release allow nothing here. */
export function toPermissions(texts: readonly string[]): Permission[] {
  return texts.filter(isPermission);
}

export function toRoleState({ name, description, permissions, built_in, version }: RoleRow): RoleState {
  return { name, description, permissions: toPermissions(permissions), builtIn: built_in, version };
}

export function toRoleRow({ name, description, permissions, builtIn, version }: RoleState): RoleRow {
  return { name, description, permissions: [...permissions], built_in: builtIn, version };
}
