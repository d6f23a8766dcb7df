/** What PostgreSQL says of a statement (`explain (format json)`), as far as the tests look. */
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

/** A node and all below it. */
export function flatten(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flatten)];
}

/** Those that read the whole table. */
export function scansOf(nodes: readonly Plan[], table: string): Plan[] {
  return nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === table);
}

/** SQL: a hundred thousand users, and of everything else as many rows as make an index worth its while. */
export const manyRows = `
  insert into users (id, email, full_name, locale, metadata, status, role_names, email_verified_at, registrations,
    created_at, updated_at, deleted_at, version, epoch, sequence)
  select gen_random_uuid(), 'user-' || n || '@example.org',
    case when n % 2000 = 11 then 'Quetzal ' else 'Name ' end || n % 1000, 'en', '{}',
    case when n % 1000 = 1 then 'suspended' when n % 20 = 2 then 'deleted' when n % 5 = 3 then 'pending' else 'active' end,
    case when n % 1000 = 5 then '{user,auditor}' else '{user}' end::text[],
    case when n % 1000 = 7 then null else now() end, 1,
    '2026-01-01'::timestamptz + n * interval '1 minute', '2026-01-01'::timestamptz + n * interval '1 minute',
    case when n % 20 = 2 then '2026-01-01'::timestamptz + n * interval '1 minute' end, 1, 1, 1
  from generate_series(1, 100000) as n;
  insert into sessions (id, user_id, seed, generation, rotated_at, epoch, created_at, ended_at, revision)
  select gen_random_uuid(), id, 'seed', 1, created_at, 1, created_at, deleted_at, 0 from users limit 20000;
  insert into tasks (id, type, payload, request_id, subject, parked_at, key, lane)
  select gen_random_uuid(), case when n % 100 = 0 then 'b' else 'a' end, '{}', 'request', gen_random_uuid(),
    case when n % 50 = 1 then now() end, case when n % 4 = 2 then n end, case when n % 2 = 0 then n % 9000 end
  from generate_series(1, 50000) as n;
  insert into request_keys (key, repeated, expires_at)
  select n, n % 50 = 1, '2026-01-01'::timestamptz + n * interval '1 minute' from generate_series(1, 20000) as n;
  insert into link_pauses (user_id, kind, epoch, links, last_at)
  select id, 'reset', 1, 1, created_at from users limit 20000;
  insert into idempotency_keys (id, fingerprint, headers, body, created_at, expires_at)
  select n, 'f', '{}', '{}', now(), '2026-01-01'::timestamptz + n * interval '1 minute' from generate_series(1, 20000) as n;
  insert into email_reversals (digest, user_id, old_email, created_at, expires_at)
  select id, id, email, created_at, created_at from users limit 20000;
  insert into one_time_tokens (purpose, digest, user_id, email, epoch, issued_at, expires_at)
  select 'invitation', n, gen_random_uuid(), 'a@b.c', 1, now(), now() + interval '1 day' from generate_series(1, 20000) as n;
  insert into outbox (id, type, subject, sequence, stream, time, data)
  select gen_random_uuid(), 'user.created', gen_random_uuid(), 1, 1, now(), '{}' from generate_series(1, 20000);
  analyze`;
