import {
  InvalidCursor,
  type UserDirectory,
  type UserKey,
  type UserListQuery,
  type UserSort,
  type UserView,
} from '@users/application';
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { permissionsOfUser } from './permissions.ts';
import { toPermissions } from './role-rows.ts';
import type { Tables, UsersTable } from './tables.ts';
import { isUuid } from './uuid.ts';

export class PostgresUserDirectory implements UserDirectory {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async find(id: string): Promise<UserView | null> {
    if (!isUuid(id)) return null;
    const row = await this.#views().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : toView(row);
  }

  async list({ status, sort, after, limit }: UserListQuery): Promise<readonly UserView[]> {
    const direction = sort.descending ? 'desc' : 'asc';
    let query = this.#views().orderBy(sort.field, direction).orderBy('id', direction).limit(limit);
    query = status === null ? query.where('status', '<>', sql.lit('deleted')) : query.where('status', '=', status);
    if (after !== null) query = query.where(isAfter(sort, after));
    return (await query.execute()).map(toView);
  }

  async hasActiveWithRole(role: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('users')
      .select('id')
      .where('status', '=', 'active')
      .where('erased_at', 'is', null)
      .where(sql<boolean>`${role} = any(role_names)`)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  #views() {
    return this.#db
      .selectFrom('users')
      .select(viewColumns)
      .select(permissionsOfUser.as('permissions'))
      .where('erased_at', 'is', null);
  }
}

const viewColumns = [
  'id',
  'email',
  'full_name',
  'locale',
  'metadata',
  'status',
  'role_names',
  'email_verified_at',
  'last_login_at',
  'created_at',
  'updated_at',
  'version',
] as const satisfies readonly (keyof UsersTable)[];

type ViewRow = Pick<Selectable<UsersTable>, (typeof viewColumns)[number]> & { permissions: string[] };

function toView(row: ViewRow): UserView {
  return {
    id: row.id,
    email: row.email,
    fullName: row.full_name,
    locale: row.locale,
    metadata: row.metadata,
    status: row.status,
    roles: row.role_names,
    permissions: new Set(toPermissions(row.permissions)),
    emailVerifiedAt: row.email_verified_at,
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

/**
 * A comparison of rows, so that the index of this order is entered at the place where the last page ended.
 *
 * @throws InvalidCursor when the key cannot be one of this order
 */
function isAfter({ field, descending }: UserSort, { value, id }: UserKey): RawBuilder<SqlBool> {
  const bound = field === 'created_at' ? new Date(value) : value;
  if (!isUuid(id) || (bound instanceof Date && Number.isNaN(bound.getTime()))) throw new InvalidCursor();
  return sql`(${sql.ref(field)}, id) ${descending ? sql`<` : sql`>`} (${bound}, ${id})`;
}
