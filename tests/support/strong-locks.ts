import type pg from 'pg';

/** A lock that keeps writers out, held by a transaction that changed the schema, at the end of one of its statements. */
export type StrongLock = {
  readonly transaction: string;
  readonly table: string;
  readonly mode: string;
  readonly statement: string;
};

/**
 * From now on, writes down each such lock on a table that is there now. Partitions count as the table that they are of;
 * a partitioned table itself has no rows, so that an index of it alone is made in no time.
 */
export async function recordStrongLocks(database: pg.Client): Promise<{ taken(): Promise<readonly StrongLock[]> }> {
  await database.query(`
    create schema watch;
    create table watch.tables as
      select class.oid as relation, coalesce(parent.relname, class.relname)::text as name
      from pg_class as class
      left join pg_inherits on inhrelid = class.oid left join pg_class as parent on parent.oid = inhparent
      where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p')
        and class.relname not like 'kysely%';
    create table watch.locks (transaction text, name text, mode text, statement text);
    create function watch.look() returns event_trigger language plpgsql as $$
    begin
      insert into watch.locks
      select pg_current_xact_id()::text, name, mode, current_query()
      from pg_locks join watch.tables using (relation) join pg_class on pg_class.oid = relation
      where pid = pg_backend_pid() and granted
        and (mode in ('ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
          or mode = 'ShareLock' and relkind = 'r');
    end $$;
    create event trigger watch_locks on ddl_command_end execute function watch.look()`);
  return {
    async taken() {
      const { rows } = await database.query<StrongLock>(
        'select distinct transaction, name as "table", mode, statement from watch.locks',
      );
      return rows;
    },
  };
}
