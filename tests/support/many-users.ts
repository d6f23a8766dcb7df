import type pg from 'pg';

/** What the addresses of these users begin with, who exist for their number alone: no event tells of them. */
export const oneOfMany = 'one-of-many-';

/** Writes so many users into the table, a few of them soft-deleted, by columns that every release has. */
export async function insertManyUsers(database: pg.ClientBase, count: number): Promise<void> {
  await database.query(
    `insert into users (id, email, full_name, locale, metadata, status, role_names, email_verified_at, registrations,
      created_at, updated_at, deleted_at, version, epoch, sequence)
    select gen_random_uuid(), $2 || n || '@example.com', 'Person number ' || n, 'en', '{}',
      case when n % 50 = 0 then 'deleted' else 'active' end, '{user}', now(), 1,
      now() - n * interval '1 second', now(), case when n % 50 = 0 then now() end, 1, 0, 1
    from generate_series(1, $1::int) as n`,
    [count, oneOfMany],
  );
}
