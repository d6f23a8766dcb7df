import type { UserState } from '@users/domain';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { UsersTable } from './tables.ts';

/** All that an aggregate needs. */
export const userColumns = [
  'id',
  'email',
  'full_name',
  'locale',
  'metadata',
  'status',
  'role_names',
  'password_hash',
  'email_verified_at',
  'verified_by',
  'registrations',
  'link_expires_at',
  'last_login_at',
  'created_at',
  'updated_at',
  'deleted_at',
  'suspension_reason',
  'erased_at',
  'version',
  'epoch',
  'sequence',
] as const satisfies readonly (keyof UsersTable)[];

export type UserRow = Pick<Selectable<UsersTable>, (typeof userColumns)[number]>;

export function toUserState(row: UserRow): UserState {
  return {
    id: row.id,
    email: row.email,
    fullName: row.full_name,
    locale: row.locale,
    metadata: row.metadata,
    status: row.status,
    roles: row.role_names,
    passwordHash: row.password_hash,
    emailVerifiedAt: row.email_verified_at,
    verifiedBy: row.verified_by,
    registrations: row.registrations,
    linkExpiresAt: row.link_expires_at,
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
    suspensionReason: row.suspension_reason,
    erasedAt: row.erased_at,
    version: row.version,
    epoch: row.epoch,
    sequence: row.sequence,
  };
}

export function toUserRow(state: UserState): Insertable<UsersTable> {
  return {
    id: state.id,
    email: state.email,
    full_name: state.fullName,
    locale: state.locale,
    metadata: JSON.stringify(state.metadata),
    status: state.status,
    role_names: [...state.roles],
    password_hash: state.passwordHash,
    email_verified_at: state.emailVerifiedAt,
    verified_by: state.verifiedBy,
    registrations: state.registrations,
    link_expires_at: state.linkExpiresAt,
    last_login_at: state.lastLoginAt,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    deleted_at: state.deletedAt,
    suspension_reason: state.suspensionReason,
    erased_at: state.erasedAt,
    version: state.version,
    epoch: state.epoch,
    sequence: state.sequence,
  };
}

/** What an update of one user sets. */
export type UserUpdate = Updateable<UsersTable>;
