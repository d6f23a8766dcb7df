import type { ArchiveKey, Clock, KnownUser, UserArchive } from '@users/application';
import type { EmailAddress, UserState, UserStatus } from '@users/domain';
import { type Kysely, type SqlBool, sql } from 'kysely';
import { plannedEachTime } from './statement-names.ts';
import type { Tables } from './tables.ts';
import { toUserState, userColumns } from './user-rows.ts';

export class PostgresUserArchive implements UserArchive {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  /** @param deps.clock the one that the times of ways back were taken from */
  constructor(deps: { db: Kysely<Tables>; clock: Clock }) {
    this.#db = deps.db;
    this.#clock = deps.clock;
  }

  /** Planned each time: during an import the table outgrows the plan that was good for an empty one. */
  async known(wanted: { ids: readonly string[]; emails: readonly EmailAddress[] }): Promise<readonly KnownUser[]> {
    const ids = sql`${[...wanted.ids]}::uuid[]`;
    const emails = sql`${[...wanted.emails]}::text[]`;
    const { rows } = await sql<KnownUser>`
      select case when erased_at is null then 'user' else 'erased' end as kind, id, email from users
        where id = any(${ids})
      union all
      select 'user', id, email from users where email = any(${emails}) and erased_at is null
      union all
      select 'returning', user_id, old_email from email_reversals
        where old_email = any(${emails}) and expires_at > ${this.#clock.now()}
      ${plannedEachTime}`.execute(this.#db);
    return rows;
  }

  async page({
    status,
    after,
    limit,
  }: {
    status: UserStatus | null;
    after: ArchiveKey | null;
    limit: number;
  }): Promise<readonly UserState[]> {
    // In the words of the listing indexes, so that these serve it.
    const wanted = status === null ? sql<SqlBool>`status <> 'deleted'` : sql<SqlBool>`status = ${status}`;
    const rows = await this.#db
      .selectFrom('users')
      .select(userColumns)
      .where('erased_at', 'is', null)
      .where(wanted)
      .$if(after !== null, (select) =>
        select.where(sql<SqlBool>`(created_at, id) > (${after?.createdAt}, ${after?.id})`),
      )
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toUserState);
  }
}
