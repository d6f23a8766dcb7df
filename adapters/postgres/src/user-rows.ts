import type { PendingEmailChange, UserState } from '@users/domain';
import type { Insertable, Selectable, Updateable } from 'kysely';
import { type RawBuilder, sql } from 'kysely';
import type { StoredEmailChange, UsersTable } from './tables.ts';

/** All that an aggregate needs, by the types that PostgreSQL reads it as. */
const columnTypes = {
  id: 'uuid',
  email: 'text',
  full_name: 'text',
  locale: 'text',
  metadata: 'text',
  status: 'text',
  role_names: 'text[]',
  password_hash: 'text',
  email_verified_at: 'timestamptz',
  verified_by: 'text',
  registrations: 'integer',
  contested: 'boolean',
  invited_by: 'text',
  email_is_own: 'boolean',
  email_change: 'text',
  link_expires_at: 'timestamptz',
  last_login_at: 'timestamptz',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  deleted_at: 'timestamptz',
  suspension_reason: 'text',
  erased_at: 'timestamptz',
  version: 'integer',
  epoch: 'integer',
  credentials_version: 'integer',
  sequence: 'integer',
  revision: 'integer',
} as const satisfies { readonly [Column in keyof UsersTable]: string };

const insertedColumns = Object.keys(columnTypes) as (keyof UsersTable)[];

/** What is read for an aggregate: `sequence` and `registrations` tell it nothing. */
export const userColumns = insertedColumns.filter(isOfState);

function isOfState(column: keyof UsersTable): column is keyof UserRow {
  return column !== 'sequence' && column !== 'registrations';
}

export type UserRow = Omit<Selectable<UsersTable>, 'sequence' | 'registrations'>;

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
    contested: row.contested,
    invitedBy: row.invited_by,
    emailIsOwn: row.email_is_own,
    emailChange: toEmailChange(row.email_change),
    linkExpiresAt: row.link_expires_at,
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
    suspensionReason: row.suspension_reason,
    erasedAt: row.erased_at,
    version: row.version,
    epoch: row.epoch,
    credentialsVersion: row.credentials_version,
    revision: row.revision,
  };
}

/** All but `sequence`, which only statements count. */
export function toUserRow(state: UserState): Omit<Insertable<UsersTable>, 'sequence'> {
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
    // The release before asks this column whether a link installs its password.
    registrations: state.contested ? 2 : 1,
    contested: state.contested,
    invited_by: state.invitedBy && JSON.stringify(state.invitedBy),
    email_is_own: state.emailIsOwn,
    email_change: state.emailChange && JSON.stringify(state.emailChange),
    link_expires_at: state.linkExpiresAt,
    last_login_at: state.lastLoginAt,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    deleted_at: state.deletedAt,
    suspension_reason: state.suspensionReason,
    erased_at: state.erasedAt,
    version: state.version,
    epoch: state.epoch,
    credentials_version: state.credentialsVersion,
    revision: state.revision,
  };
}

/**
 * An INSERT of any number of users in one form of statement: it is parsed once, and a thousand rows cost one look at
 * each index page instead of a thousand statements.
 */
export function insertUsers(rows: readonly Insertable<UsersTable>[]): RawBuilder<unknown> {
  return sql`
    insert into users (${sql.join(insertedColumns.map((column) => sql.ref(column)))})
    select ${sql.join(insertedColumns.map(selected))}
    from json_to_recordset(${JSON.stringify(rows)}::json) as new_user(${sql.raw(recordColumns)})
    returning id, sequence`;
}

const recordColumns = Object.entries(columnTypes)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ');

/** JSON stands as text within the JSON, as it does in a row of its own. */
function selected(column: keyof UsersTable): RawBuilder<unknown> {
  const value = sql.ref(`new_user.${column}`);
  return column === 'metadata' || column === 'invited_by' || column === 'email_change' ? sql`${value}::jsonb` : value;
}

export function toEmailChange(stored: StoredEmailChange | null): PendingEmailChange | null {
  if (stored === null) return null;
  return { ...stored, requestedAt: new Date(stored.requestedAt), expiresAt: new Date(stored.expiresAt) };
}

/** What an update of one user sets. */
export type UserUpdate = Omit<Updateable<UsersTable>, 'sequence'>;
