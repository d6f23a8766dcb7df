import { randomUUIDv7 } from 'node:crypto';
import { type UserFilter, type UserKey, type UserSort, userSortFields } from '@users/application';
import { userStatuses } from '@users/domain';
import { createPostgresAdapters, type Database, openDatabase, type PostgresAdapters } from '@users/postgres';
import { type CompiledQuery, sql } from 'kysely';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { freshEmail, noFilter } from '../contracts/samples.ts';
import { createTestDatabase } from '../support/database.ts';
import { flatten, manyRows, type Plan, scansOf } from '../support/plans.ts';
import { describeWith } from '../support/services/require.ts';

const sorts: readonly UserSort[] = userSortFields.flatMap((field) => [
  { field, descending: false },
  { field, descending: true },
]);

/** One filter that leaves few, and one that leaves many, of each kind; the index that finds the few. */
const filters: readonly { name: string; filter: Partial<UserFilter>; index: string | null }[] = [
  { name: 'few by a part of the name', filter: { q: 'QUETZAL 11' }, index: 'users_by_part' },
  { name: 'few by a part of the address', filter: { q: 'user-77777@' }, index: 'users_by_part' },
  { name: 'none by a part', filter: { q: 'nobody at all' }, index: 'users_by_part' },
  { name: 'many by a part', filter: { q: 'example.org' }, index: null },
  { name: 'few by role', filter: { role: 'auditor' }, index: 'users_by_role' },
  { name: 'none by role', filter: { role: 'nobody' }, index: 'users_by_role' },
  { name: 'many by role', filter: { role: 'user' }, index: null },
  { name: 'few unverified', filter: { verified: false }, index: 'users_unverified' },
  { name: 'many verified', filter: { verified: true }, index: null },
  {
    name: 'few by time',
    filter: { createdAfter: time(50_000), createdBefore: time(50_100) },
    index: 'users_by_created_at',
  },
  { name: 'many by time', filter: { createdAfter: time(50_000) }, index: null },
  { name: 'few suspended', filter: { status: 'suspended' }, index: 'users_by_status_' },
  { name: 'few by a part and suspended', filter: { status: 'suspended', q: 'quetzal' }, index: 'users_by_' },
  {
    name: 'few by everything',
    filter: { q: 'quetzal', role: 'user', verified: true, createdAfter: time(9) },
    index: 'users_by_part',
  },
];

/** When the user of this number was created. */
function time(n: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + n * 60_000);
}

/** Whose time is over at this moment: few; most are younger. */
const retention = { pendingSeconds: 86_400, longestLinkSeconds: 86_400, softDeletedSeconds: 86_400 };

describeWith('postgres', 'plans with a hundred thousand users', () => {
  let database: Database;
  let ports: PostgresAdapters;
  let client: pg.Client;
  let sent: CompiledQuery[] = [];

  beforeAll(async () => {
    const own = await createTestDatabase();
    database = openDatabase({ url: own.url, poolSize: 2, onQuery: (event) => sent.push(event.query) });
    ports = createPostgresAdapters({ db: database.db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime });
    client = new pg.Client({ connectionString: own.url });
    await client.connect();
    await client.query(manyRows);
    return async () => {
      await client.end();
      await database.close();
      await own.close();
    };
  }, 60_000);

  /** The plan of the last statement that `call` sends. */
  async function planOf(call: () => Promise<unknown>): Promise<Plan> {
    sent = [];
    await call();
    const query = sent.at(-1);
    if (query === undefined) throw new Error('nothing was sent');
    const { rows } = await client.query(`explain (format json) ${query.sql}`, [...query.parameters]);
    return rows[0]['QUERY PLAN'][0].Plan;
  }

  function list(sort: UserSort, filter: Partial<UserFilter>, after: UserKey | null): Promise<Plan> {
    return planOf(() => ports.userDirectory.list({ sort, filter: { ...noFilter, ...filter }, after, limit: 50 }));
  }

  /** The keys of a first page and of one in the middle. */
  function placesIn({ field }: UserSort): readonly (UserKey | null)[] {
    const value = { created_at: '2026-02-01T00:00:00.000Z', email: 'user-50000@', full_name: 'Name 50' }[field];
    return [null, { value, id: randomUUIDv7() }];
  }

  const cases = sorts.flatMap((sort) =>
    [null, ...userStatuses].map((status) => ({ ...sort, status, name: status ?? 'default' })),
  );

  test.each(cases)('a page of $name users by $field, descending: $descending', async ({ status, name, ...sort }) => {
    for (const after of placesIn(sort)) {
      const nodes = flatten(await list(sort, { status }, after));
      // Not to be mistaken for "Incremental Sort": that one takes rows as they come from the unique index of addresses.
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
      expect(scansOf(nodes, 'users')).toEqual([]);
      expect(nodes.map((node) => node['Index Name'])).toContainEqual(expect.stringMatching(/^users_by_|^users_email/));
      // One in a thousand: passing over all others on the way would cost as much as reading the whole table.
      if (status === 'suspended') {
        expect(nodes.map((node) => node['Index Name'])).toContain(`users_by_status_${sort.field}`);
      }
    }
  });

  test.each(sorts.flatMap((sort) => filters.map((each) => ({ ...sort, ...each }))))(
    'a page of $name, by $field, descending: $descending',
    async ({ filter, index, ...sort }) => {
      for (const after of placesIn(sort)) {
        const nodes = flatten(await list(sort, filter, after));
        expect(scansOf(nodes, 'users')).toEqual([]);
        const names = nodes.map((node) => node['Index Name']);
        expect(names).toContainEqual(expect.stringMatching(/^users_by_|^users_email|^users_unverified/));
        if (index !== null) expect(names).toContainEqual(expect.stringMatching(`^${index}`));
      }
    },
  );

  test.each(filters.filter(({ index }) => index !== null))('the number of $name', async ({ filter, index }) => {
    const nodes = flatten(await planOf(() => ports.userDirectory.count({ ...noFilter, ...filter })));
    expect(scansOf(nodes, 'users')).toEqual([]);
    expect(nodes.map((node) => node['Index Name'])).toContainEqual(expect.stringMatching(`^${index}`));
  });

  // The best plan for one value is a bad one for another: no plan may be kept.
  test('a filtered page is planned for its values, however often it is asked for', async () => {
    const sort = { field: 'created_at', descending: true } as const;
    const ask = (role: string) =>
      ports.userDirectory.list({ sort, filter: { ...noFilter, role }, after: null, limit: 50 });
    for (let times = 0; times < 8; times += 1) await ask('user');
    const prepared = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(
      database.db,
    );
    expect(prepared.rows.filter(({ statement }) => statement.includes('role_names @>'))).toEqual([]);
  });

  test('a page deep in the list is entered at its place', async () => {
    const key = { value: '2026-02-01T00:00:00.000Z', id: randomUUIDv7() };
    const nodes = flatten(await list({ field: 'created_at', descending: true }, {}, key));
    expect(nodes.map((node) => node['Index Cond'])).toContainEqual(expect.stringContaining('ROW(created_at, id) <'));
  });

  test('after many executions the plan that is kept is as good', async () => {
    sent = [];
    await ports.userDirectory.list({
      sort: { field: 'full_name', descending: false },
      filter: { ...noFilter, status: 'active' },
      after: null,
      limit: 50,
    });
    const { sql: text, parameters } = sent.at(-1) ?? { sql: '', parameters: [] };
    for (let times = 0; times < 8; times += 1) await client.query({ name: 'page', text, values: [...parameters] });
    const { rows } = await client.query(`explain (format json) execute page ('active', 50)`);
    expect(scansOf(flatten(rows[0]['QUERY PLAN'][0].Plan), 'users')).toEqual([]);
  });

  test.each([null, ...userStatuses])('an export (%s) is read on from its place, by an index', async (status) => {
    for (const after of [null, { createdAt: time(50_000), id: randomUUIDv7() }]) {
      const nodes = flatten(await planOf(() => ports.userArchive.page({ status, after, limit: 500 })));
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
      const names = nodes.map((node) => node['Index Name']);
      expect(names).toContainEqual(expect.stringMatching(/^users_by_(status_)?created_at$/));
      if (after !== null) {
        expect(nodes.map((node) => node['Index Cond'])).toContainEqual(
          expect.stringContaining('ROW(created_at, id) >'),
        );
      }
    }
  });

  test('who is known already of five hundred rows is found by index, and planned each time', async () => {
    const wanted = () => ({ ids: [randomUUIDv7()], emails: Array.from({ length: 500 }, () => freshEmail()) });
    const names = flatten(await planOf(() => ports.userArchive.known(wanted()))).map((node) => node['Index Name']);
    expect(names).toEqual(expect.arrayContaining(['users_pkey', 'users_email_key']));
    for (let times = 0; times < 8; times += 1) await ports.userArchive.known(wanted());
    const kept = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(database.db);
    expect(kept.rows.filter(({ statement }) => statement.includes('returning'))).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a user by id', () => ports.userDirectory.find(randomUUIDv7())],
    ['credentials by address', () => ports.credentialsReader.byEmail(freshEmail())],
    ['the sessions of a user', () => ports.sessionDirectory.list(randomUUIDv7())],
    ['an actor', () => ports.actorReader.read({ userId: randomUUIDv7(), sessionId: randomUUIDv7() })],
    ['a token', () => ports.tokenStore.find('invitation', 'digest')],
    ['the due tasks', () => ports.taskQueue.lease({ types: ['a', 'b'], limit: 10, leaseSeconds: 60 })],
    ['the oldest events', () => ports.outbox.read(500)],
  ])('%s: no table is read as a whole', async (_, call) => {
    const nodes = flatten(await planOf(call));
    for (const table of ['users', 'sessions', 'one_time_tokens', 'tasks', 'outbox']) {
      expect(scansOf(nodes, table)).toEqual([]);
    }
    expect(nodes.some((node) => node['Index Name'] !== undefined)).toBe(true);
  });

  const [late, all] = [new Date('2026-01-02'), new Date('2036-01-01')];
  const limit = 100;
  test.each<[string, string, () => Promise<unknown>]>([
    ['due tasks of a type', 'tasks_due_by_type', () => ports.taskQueue.lease({ types: ['b'], limit, leaseSeconds: 9 })],
    ['the first of a lane', 'tasks_by_lane', () => ports.taskQueue.lease({ types: ['a'], limit, leaseSeconds: 9 })],
    ['waiting tasks', 'tasks_due', () => ports.taskQueue.list({ parked: false, limit })],
    ['parked tasks', 'tasks_parked', () => ports.taskQueue.list({ parked: true, limit })],
    ...[late, all].flatMap((now): [string, string, () => Promise<unknown>][] => [
      [
        'pending accounts',
        'users_by_status_created_at',
        () => ports.housekeeping.endedAccounts('pending', { retention, now, limit }),
      ],
      [
        'deleted accounts',
        'users_soft_deleted',
        () => ports.housekeeping.endedAccounts('deleted', { retention, now, limit }),
      ],
      [
        'ended sessions',
        'sessions_ended',
        () => ports.housekeeping.removeSessions({ endedBefore: now, openedBefore: late, limit }),
      ],
      [
        'old sessions',
        'sessions_by_age',
        () => ports.housekeeping.removeSessions({ endedBefore: late, openedBefore: now, limit }),
      ],
      ['expired tokens', 'one_time_tokens_by_expiry', () => ports.housekeeping.removeTokens({ expiredBy: now, limit })],
      [
        'expired ways back',
        'email_reversals_by_expiry',
        () => ports.housekeeping.removeEmailReversals({ expiredBy: now, limit }),
      ],
      [
        'keys of requests',
        'request_keys_by_expiry',
        () => ports.housekeeping.removeRequestKeys({ expiredBy: now, limit }),
      ],
      ['old pauses', 'link_pauses_by_age', () => ports.housekeeping.removeLinkPauses({ quietSince: now, limit })],
      ['answers', 'idempotency_keys_by_expiry', () => ports.housekeeping.removeAnswers({ expiredBy: now, limit })],
    ]),
  ])('%s are found by %s', async (_, index, call) => {
    sent = [];
    await call();
    const query = sent.at(-1);
    const { rows } = await client.query(`explain (format json) ${query?.sql}`, [...(query?.parameters ?? [])]);
    const nodes = flatten(rows[0]['QUERY PLAN'][0].Plan);
    for (const table of [
      'users',
      'sessions',
      'one_time_tokens',
      'tasks',
      'email_reversals',
      'idempotency_keys',
      'request_keys',
      'link_pauses',
    ]) {
      expect(scansOf(nodes, table)).toEqual([]);
    }
    expect(nodes.map((node) => node['Index Name'])).toContain(index);
  });

  test.each([
    ['tasks', 'subject', 'tasks_by_subject'],
    ['one_time_tokens', 'user_id', 'one_time_tokens_by_user'],
  ])('what is forgotten of %s by %s is found by %s', async (table, column, index) => {
    const ids = `{${randomUUIDv7()}}`;
    const { rows } = await client.query(`explain (format json) delete from ${table} where ${column} = any($1)`, [ids]);
    const nodes = flatten(rows[0]['QUERY PLAN'][0].Plan);
    expect(nodes.map((node) => node['Index Name'])).toContain(index);
  });
});
