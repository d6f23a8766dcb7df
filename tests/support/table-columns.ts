import type pg from 'pg';

export type Column = {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
  /** Whether a row may be written without it. */
  readonly optional: boolean;
};

/** Every column of the service's tables. */
export async function columnsOf(database: pg.Client): Promise<readonly Column[]> {
  const { rows } = await database.query<Column>(`
    select relname as "table", attname as "column", format_type(atttypid, atttypmod) as type, not attnotnull as nullable,
      not attnotnull or atthasdef or attidentity <> '' as optional
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and attnum > 0 and not attisdropped and relname not like 'kysely%'
    order by relname, attnum`);
  return rows;
}

/** What whoever knows the schema before cannot do any more with the one after, in words. */
export function takenAway(before: readonly Column[], after: readonly Column[]): readonly string[] {
  const key = ({ table, column }: Column) => `${table}.${column}`;
  const later = new Map(after.map((column) => [key(column), column]));
  const known = new Set(before.map(key));
  const tables = new Set(before.map(({ table }) => table));
  const lost = before.flatMap((column) => {
    const now = later.get(key(column));
    if (now === undefined) return [`${key(column)} is gone`];
    if (now.type !== column.type) return [`${key(column)} was ${column.type} and is ${now.type}`];
    if (column.nullable && !now.nullable) return [`${key(column)} may not be null any more`];
    return column.optional && !now.optional ? [`${key(column)} has no default any more`] : [];
  });
  const asked = after.filter((column) => tables.has(column.table) && !known.has(key(column)) && !column.optional);
  return [...lost, ...asked.map((column) => `${key(column)} is new and must be given`)];
}
