import { type Kysely, sql } from 'kysely';

export interface IndexDefinition {
  readonly name: string;
  readonly table: string;
  readonly unique?: boolean;
  /** What follows the table's name: columns, and a condition. */
  readonly on: string;
}

/**
 * Builds an index while everybody reads and writes. Not in a transaction. What a build that was broken off has left
 * behind, an index that nobody uses, is dropped first.
 */
export async function createIndexConcurrently(
  db: Kysely<unknown>,
  { name, table, on, unique = false }: IndexDefinition,
): Promise<void> {
  const kind = sql.raw(unique ? 'unique index' : 'index');
  // It waits for transactions that began before it, however long they take; nobody waits behind it meanwhile.
  await sql`set lock_timeout = 0`.execute(db);
  try {
    if (await isInvalid(db, name)) await sql`drop index concurrently ${sql.ref(name)}`.execute(db);
    await sql`create ${kind} concurrently if not exists ${sql.ref(name)} on ${sql.ref(table)} ${sql.raw(on)}`.execute(
      db,
    );
  } finally {
    await sql`reset lock_timeout`.execute(db);
  }
}

/**
 * The same for a partitioned table, for which PostgreSQL cannot do it at once: an index of the table alone, which costs
 * nothing; one for each partition; and theirs attached to the first, which is valid with the last of them. Partitions
 * that come meanwhile bring their own.
 */
export async function createPartitionedIndexConcurrently(db: Kysely<unknown>, index: IndexDefinition): Promise<void> {
  const { name, table, on } = index;
  await sql`create index if not exists ${sql.ref(name)} on only ${sql.ref(table)} ${sql.raw(on)}`.execute(db);
  for (const partition of await partitionsWithout(db, index)) {
    const own = `${name}_of_${partition}`;
    await createIndexConcurrently(db, { name: own, table: partition, on });
    await sql`alter index ${sql.ref(name)} attach partition ${sql.ref(own)}`.execute(db);
  }
}

async function isInvalid(db: Kysely<unknown>, name: string): Promise<boolean> {
  const { rows } = await sql`
    select from pg_index where indexrelid = to_regclass(quote_ident(${name})) and not indisvalid`.execute(db);
  return rows.length > 0;
}

async function partitionsWithout(db: Kysely<unknown>, { name, table }: IndexDefinition): Promise<readonly string[]> {
  const { rows } = await sql<{ partition: string }>`
    select child.relname as partition
    from pg_inherits join pg_class as child on child.oid = inhrelid
    where inhparent = to_regclass(quote_ident(${table})) and not exists (
      select from pg_inherits as attached join pg_index on indexrelid = attached.inhrelid
      where attached.inhparent = to_regclass(quote_ident(${name})) and indrelid = child.oid
    )
    order by child.relname`.execute(db);
  return rows.map((row) => row.partition);
}
