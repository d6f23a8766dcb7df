import {
  type Clock,
  InvalidCursor,
  toWaitingEmailChange,
  type UserDirectory,
  type UserFilter,
  type UserKey,
  type UserListQuery,
  type UserSort,
  type UserView,
} from '@users/application';
import { pendingEmailChange } from '@users/domain';
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { permissionsOfUser } from './permissions.ts';
import { toPermissions } from './role-rows.ts';
import { plannedEachTime } from './statement-names.ts';
import type { Tables, UsersTable } from './tables.ts';
import { isSelective, userConditions } from './user-conditions.ts';
import { toEmailChange } from './user-rows.ts';
import { isUuid } from './uuid.ts';

export class PostgresUserDirectory implements UserDirectory {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  /** @param deps.clock the one that the times of pending changes were taken from */
  constructor(deps: { db: Kysely<Tables>; clock: Clock }) {
    this.#db = deps.db;
    this.#clock = deps.clock;
  }

  async find(id: string): Promise<UserView | null> {
    if (!isUuid(id)) return null;
    const row = await this.#views().where('id', '=', id).where('erased_at', 'is', null).executeTakeFirst();
    return row === undefined ? null : toView(row, this.#clock.now());
  }

  async list({ filter, sort, after, limit }: UserListQuery): Promise<readonly UserView[]> {
    const direction = sort.descending ? 'desc' : 'asc';
    const conditions = [...userConditions(filter), ...(after === null ? [] : [isAfter(sort, after)])];
    const page = this.#views().where(allOf(conditions)).orderBy(sort.field, direction).orderBy('id', direction);
    const query = page.limit(limit).$if(isSelective(filter), (select) => select.modifyEnd(plannedEachTime));
    const now = this.#clock.now();
    return (await query.execute()).map((row) => toView(row, now));
  }

  async count(filter: UserFilter): Promise<number> {
    const { total } = await this.#db
      .selectFrom('users')
      .select((eb) => eb.fn.countAll<string>().as('total'))
      .where(allOf(userConditions(filter)))
      .$if(isSelective(filter), (select) => select.modifyEnd(plannedEachTime))
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  async hasActiveWithRole(role: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('users')
      .select('id')
      .where('status', '=', 'active')
      .where('erased_at', 'is', null)
      .where(sql<boolean>`role_names @> array[${role}]::text[]`)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  #views() {
    return this.#db.selectFrom('users').select(viewColumns).select(permissionsOfUser.as('permissions'));
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
  'email_change',
  'last_login_at',
  'created_at',
  'updated_at',
  'version',
] as const satisfies readonly (keyof UsersTable)[];

type ViewRow = Pick<Selectable<UsersTable>, (typeof viewColumns)[number]> & { permissions: string[] };

function toView(row: ViewRow, now: Date): UserView {
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
    emailChange: toWaitingEmailChange(pendingEmailChange({ emailChange: toEmailChange(row.email_change) }, now)),
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

function allOf(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql`${sql.join(conditions, sql` and `)}`;
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
