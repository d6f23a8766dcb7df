import { type Kysely, sql } from 'kysely';

/**
 * Ends a statement that writes several things under guards: when a guard let fewer rows through than expected, it raises
 * and so undoes all of it. A lost task lease counts before a moved row: there is no use in trying again.
 *
 * `UW001`: a row moved since it was read. `UW002`: a task is held by another worker, or done.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function assert_written(rows_expected bigint, rows_written bigint, tasks_expected bigint, tasks_done bigint)
      returns void language plpgsql as $$
    begin
      if tasks_done <> tasks_expected then
        raise exception 'the lease of a task is lost' using errcode = 'UW002';
      end if;
      if rows_written <> rows_expected then
        raise exception 'a row was changed since it was read' using errcode = 'UW001';
      end if;
    end $$`.execute(db);
}
