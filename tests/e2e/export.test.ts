import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Metadata, parseEmailAddress, User, type UserState, userStatuses } from '@users/domain';
import { toImportRow } from '@users/service/cli/transfer/user-record';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeContext, userState } from '../contracts/samples.ts';
import { postgresFixture } from '../support/postgres-fixture.ts';
import { createProduction, type Production } from '../support/production.ts';
import { commandProcess, runCommand } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const start = Date.parse('2020-01-01T00:00:00.000Z');

const names = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      '=1+1',
      "'=2",
      '+49 30',
      '-1',
      '@sum(A1)',
      '"Ada", the "Countess"',
      "'",
      'a;b|c\\d',
      'null',
      '﷽',
      '🦆‍🔥',
    ),
  )
  .map((text) => text.trim())
  .filter((full_name) => 'row' in toImportRow({ email: 'a@example.org', full_name }));

const metadata = fc
  .dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2, noUnicodeString: false }), { maxKeys: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Metadata)
  .filter((value) => 'row' in toImportRow({ email: 'a@example.org', full_name: 'A', metadata: value }));

const users = fc.record({
  fullName: names,
  metadata,
  locale: fc.constantFrom('en', 'es-419', 'pt-BR'),
  status: fc.constantFrom(...userStatuses),
  roles: fc.constantFrom([], ['user'], ['admin', 'user']),
  passwordHash: fc.constantFrom(hash, null),
  reason: names,
  // Many of one moment: ties are told apart by id.
  createdAt: fc.integer({ min: 0, max: 50 }).map((hours) => new Date(start + hours * 3_600_001)),
});

/** Accounts as they can come to be here, with whatever texts. */
function states(): readonly UserState[] {
  return fc.sample(users, { numRuns: 400, seed: 20_260_301 }).map(({ reason, ...each }, index) => {
    const { status, createdAt } = each;
    const verified = status === 'active' || status === 'suspended' || (status === 'deleted' && index % 2 === 0);
    return userState(createdAt, {
      ...each,
      email: parseEmailAddress(`+o'neil=${index}@exämple.org`),
      passwordHash: verified ? each.passwordHash : null,
      emailVerifiedAt: verified ? new Date(createdAt.getTime() + 1) : null,
      suspensionReason: status === 'suspended' || (verified && status === 'deleted') ? reason : null,
      deletedAt: status === 'deleted' ? new Date(createdAt.getTime() + 2) : null,
    });
  });
}

describeWith('postgres', 'an export', ({ postgres }) => {
  let folder: string;
  let source: Awaited<ReturnType<typeof postgresFixture>>;
  let production: Production;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'users-export-'));
    source = await postgresFixture(postgres);
    production = await createProduction({ postgres });
    await source.unitOfWork.run(changeContext(), async (tx) => {
      for (const state of states()) tx.users.add(User.restore(state));
    });
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([source.close(), production.close()]);
  });

  async function users(url: string, ...args: string[]): Promise<string> {
    const { code, output } = await runCommand(args, { ...production.variables, DATABASE_URL: url });
    expect(code, output).toBe(0);
    return output;
  }

  it.each(['csv', 'ndjson'])(
    'imported into an empty database and exported again has the same bytes: %s',
    async (format) => {
      const target = await createProduction({ postgres });
      const [before, after] = [join(folder, `before.${format}`), join(folder, `after.${format}`)];
      const everything = ['--status', 'everyone', '--with-password-hashes', '--output'];
      const warned = await users(source.url, 'export', ...everything, before);
      expect(warned).toMatch(/Password hashes are secrets.*\n400 users in /);
      expect(await users(target.databaseUrl, 'import', before)).toContain('created 400');
      await users(target.databaseUrl, 'export', ...everything, after);
      expect(statSync(before).size).toBeGreaterThan(50_000);
      expect(readFileSync(after).equals(readFileSync(before))).toBe(true);
      // Secrets are for their owner, and nothing half-written is left.
      expect(statSync(before).mode & 0o077).toBe(0);
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
      await target.close();
    },
  );

  it('has no secret in it unless asked, and no soft-deleted user', async () => {
    const output = await users(source.url, 'export', '--format', 'csv');
    expect(output).not.toMatch(/argon2|password_hash|,deleted,/);
    const active = await users(source.url, 'export', '--status', 'suspended');
    for (const line of active.trim().split('\n').slice(0, -1)) expect(JSON.parse(line).status).toBe('suspended');
  });

  // Half a file of hashes under a name that nobody looks for would stay for whoever finds it.
  it('that is stopped leaves nothing half-written', async () => {
    const path = join(folder, 'stopped.ndjson');
    const drafts = () => readdirSync(folder).filter((name) => name.startsWith('stopped.ndjson'));
    const variables = { ...production.variables, DATABASE_URL: source.url };
    const stopped = await source.db.transaction().execute(async (transaction) => {
      // It waits for its first page as long as this is held.
      await sql`lock table users in access exclusive mode`.execute(transaction);
      const exporting = commandProcess(['export', '--with-password-hashes', '--output', path], variables);
      await until('the draft', () => drafts().length === 1);
      return { code: exporting.stop() };
    });
    expect(await stopped.code).toBe(1);
    expect(drafts()).toEqual([]);
  });

  it('that cannot be written leaves the file that was there', async () => {
    const { code, output } = await runCommand(['export', '--output', join(folder, 'nowhere', 'users.csv')], {
      ...production.variables,
      DATABASE_URL: source.url,
    });
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be written \(ENOENT/);
    expect(output).not.toMatch(/\n\s+at /);
  });
});
