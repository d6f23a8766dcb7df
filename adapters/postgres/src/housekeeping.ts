import { type Housekeeping, repeatKey } from '@users/application';
import type { AccountRetention } from '@users/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { removeExpiredTokens } from './expired-tokens.ts';
import type { Tables } from './tables.ts';

export class PostgresHousekeeping implements Housekeeping {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  /** As `endsAt` in the domain says. A pending account is no younger than its last change: that is how it is found. */
  async endedAccounts(
    status: 'pending' | 'deleted',
    { retention, now, limit }: { retention: AccountRetention; now: Date; limit: number },
  ): Promise<readonly string[]> {
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
    const ended = this.#db.selectFrom('users').select('id').where('erased_at', 'is', null).limit(limit);
    const untouchedSince = ago(retention.pendingSeconds);
    const lastLinkOver = sql<boolean>`
      case when link_expires_at is null then updated_at <= ${ago(retention.longestLinkSeconds)}
        else link_expires_at <= ${now} end`;
    const query =
      status === 'deleted'
        ? ended
            .where('status', '=', sql<'deleted'>`'deleted'`)
            .where('deleted_at', '<=', ago(retention.softDeletedSeconds))
            .orderBy('deleted_at')
        : ended
            .where('status', '=', 'pending')
            .where('created_at', '<=', untouchedSince)
            .where('updated_at', '<=', untouchedSince)
            .where(lastLinkOver)
            .orderBy('created_at');
    const rows = await query.orderBy('id').execute();
    return rows.map(({ id }) => id);
  }

  async removeSessions(query: { endedBefore: Date; openedBefore: Date; limit: number }): Promise<number> {
    const { endedBefore, openedBefore, limit } = query;
    const { numAffectedRows } = await sql`
      with ended as (
        select id from sessions where ended_at < ${endedBefore} order by ended_at limit ${limit}
      ), aged as (
        select id from sessions where created_at < ${openedBefore} order by created_at limit ${limit}
      )
      delete from sessions where id = any(array(select id from ended union select id from aged))`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async removeTokens({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    return removeExpiredTokens(this.#db, expiredBy, limit);
  }

  async removeAnswers({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from idempotency_keys where id = any(array(
        select id from idempotency_keys where expires_at <= ${expiredBy} order by expires_at limit ${limit}
        for update skip locked
      ))`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async removeRequestCounts({ lastBefore, limit }: { lastBefore: Date; limit: number }): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from request_counts where (user_id, requester) in (
        select user_id, requester from request_counts where last_at < ${lastBefore} order by last_at limit ${limit}
        for update skip locked
      )`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async removeRequestKeys({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    const waits = (key: RawBuilder<unknown>) => sql`exists (select from tasks where tasks.key = ${key})`;
    const { numAffectedRows } = await sql`
      delete from request_keys where key = any(array(
        select known.key from request_keys as known where expires_at <= ${expiredBy}
          and not ${waits(sql`known.key`)} and not ${waits(sql`known.key || ${repeatKey('')}`)}
        order by expires_at limit ${limit}
        for update skip locked
      ))`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async removeLinkPauses({ quietSince, limit }: { quietSince: Date; limit: number }): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from link_pauses where ctid = any(array(
        select ctid from link_pauses where last_at <= ${quietSince} order by last_at limit ${limit}
        for update skip locked
      ))`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async removeEmailReversals({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from email_reversals where digest = any(array(
        select digest from email_reversals where expires_at <= ${expiredBy} order by expires_at limit ${limit}
      ))`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async tendLog({ publishedBefore }: { publishedBefore: Date }): Promise<boolean> {
    await sql`select ensure_event_partitions()`.execute(this.#db);
    const { rows } = await sql<{ dropped: boolean }>`
      select drop_event_partition(${publishedBefore}) as dropped`.execute(this.#db);
    return rows[0]?.dropped ?? false;
  }
}
