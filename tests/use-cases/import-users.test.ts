import { ImportUsers } from '@users/application';
import { anonymous, OneTimeToken } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, holding, logIn, missingId, operator, password } from '../support/accounts.ts';
import { bring, results, row, some, stored } from '../support/import-rows.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, useCaseFixture } from '../support/use-case-fixture.ts';

describe('a row without a password hash', () => {
  it('is an invitation: a pending user, both events, a mail whose link sets the password', async () => {
    const fixture = useCaseFixture();
    const [outcome] = await bring(fixture, [row({ status: 'active', emailVerifiedAt: new Date(0) })]);
    expect(outcome).toEqual({ email: 'grace@example.org', id: expect.any(String), result: 'created', invited: true });
    const id = outcome?.id ?? '';
    expect(fixture.user(id)).toMatchObject({ status: 'pending', emailVerifiedAt: null, metadata: { team: 'navy' } });
    expect(fixture.memory.store.outbox).toMatchObject([
      { type: 'user.created', subject: id, sequence: 1 },
      { type: 'user.verification_token.created', subject: id, sequence: 2, data: { purpose: 'invitation' } },
    ]);
    expect(fixture.memory.store.audit).toMatchObject([{ action: 'user.import', actorId: 'test', subject: id }]);
    await fixture.work();
    const [token = ''] = fixture.links('grace@example.org', 'invitation');
    await fixture.acceptInvitation.execute({ token, password }, request());
    expect(await logIn(fixture, { ...ada, email: 'grace@example.org' })).toMatchObject({ userId: id });
  });

  it('sends nothing when it says so', async () => {
    const fixture = useCaseFixture();
    const quiet = [row({ invite: false }), row({ email: 'p@example.org', status: 'pending', invite: false })];
    const outcomes = await bring(fixture, quiet);
    expect(outcomes).toMatchObject([{ invited: false }, { invited: false }]);
    expect(outcomes.map(({ id }) => fixture.user(id ?? '').status)).toEqual(['active', 'pending']);
    expect(stored(fixture)).toEqual([2, 2, 0, 0, 2]);
  });

  // An invitation would lift a suspension, or bring a deleted account back.
  it.each(['suspended', 'deleted'] as const)('of a %s account invites nobody', async (status) => {
    const fixture = useCaseFixture();
    const [outcome] = await bring(fixture, [row({ status })]);
    expect(outcome).toMatchObject({ result: 'created', invited: false });
    expect(fixture.user(outcome?.id ?? '')).toMatchObject({ status, passwordHash: null });
    expect(fixture.memory.store.tasks.size).toBe(0);
  });
});

describe('a row with a hash of ours', () => {
  it('is a user who logs in with the same password', async () => {
    const fixture = useCaseFixture();
    const passwordHash = await fixture.crypto.hasher.hash(password);
    const createdAt = new Date('2020-02-03T04:05:06.789Z');
    const [outcome] = await bring(fixture, [row({ passwordHash, createdAt, id: missingId })]);
    expect(outcome).toMatchObject({ id: missingId, result: 'created', invited: false });
    expect(fixture.user(missingId)).toMatchObject({
      status: 'active',
      createdAt,
      emailVerifiedAt: fixture.clock.now(),
    });
    expect(await logIn(fixture, { ...ada, email: 'grace@example.org' })).toMatchObject({ userId: missingId });
    expect(fixture.memory.store.tasks.size).toBe(0);
  });
});

describe('the same rows again', () => {
  it('are there, unchanged, under the ids they have', async () => {
    const fixture = useCaseFixture();
    const first = await bring(fixture, some(20));
    const before = structuredClone(fixture.memory.store);
    const changed = some(20).map((each) => ({ ...each, fullName: 'Somebody Else', roles: ['admin'] }));
    const again = await bring(fixture, changed);
    expect(again).toEqual(first.map(({ email, id }) => ({ email, id, result: 'exists' })));
    const { users, outbox, tasks, tokens, audit } = fixture.memory.store;
    expect({ users, outbox, tasks, tokens, audit }).toMatchObject({
      ...{
        users: before.users,
        outbox: before.outbox,
        tasks: before.tasks,
        tokens: before.tokens,
        audit: before.audit,
      },
    });
  });

  it('within one batch are made once, whatever their spelling', async () => {
    const fixture = useCaseFixture();
    const outcomes = await bring(fixture, [row(), row({ email: ' GRACE@example.ORG ' }), ...some(3), row()]);
    expect(results(outcomes)).toEqual(['created', 'exists', 'created', 'created', 'created', 'exists']);
    expect(new Set([outcomes[0]?.id, outcomes[1]?.id, outcomes[5]?.id]).size).toBe(1);
    expect(fixture.memory.store.users.size).toBe(4);
  });

  it('imported by several at once are made once', async () => {
    const fixture = useCaseFixture();
    const runs = await Promise.all([0, 1, 2, 3].map((shift) => bring(fixture, some(20, shift * 5))));
    const created = runs.flat().filter(({ result }) => result === 'created');
    expect(new Set(created.map(({ email }) => email)).size).toBe(created.length);
    expect(runs.flat().filter(({ result }) => result === 'exists')).toHaveLength(80 - created.length);
    expect(fixture.memory.store.users.size).toBe(35);
    expect(created).toHaveLength(35);
    expect(fixture.memory.store.outbox).toHaveLength(70);
    expect(fixture.memory.store.tasks.size).toBe(35);
  });
});

describe('a dry run', () => {
  it('tells what would be, and touches nothing', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const { ports, calls } = recordCalls(fixture.deps);
    const before = structuredClone(fixture.memory.store);
    const rows = [
      row(),
      row({ email: ada.email }),
      row({ email: 'c@example.org', roles: ['astronaut'] }),
      row({ email: 'x' }),
      row(),
    ];
    const outcomes = await new ImportUsers(ports).execute({ rows, dryRun: true }, operator);
    expect(outcomes).toMatchObject([
      { result: 'would_create', id: null, invited: true },
      { result: 'exists', id },
      { result: 'invalid', code: 'unknown_role' },
      { result: 'invalid', code: 'invalid_email' },
      { result: 'exists', id: null },
    ]);
    expect(JSON.stringify(fixture.memory.store.outbox.length)).toBe(JSON.stringify(before.outbox.length));
    expect([...new Set(calls)].sort()).toEqual(['archive.known', 'clock.now', 'ids.uuid', 'roles.list']);
  });
});

describe('who may import', () => {
  it.each([
    ['not_authenticated', anonymous],
    // Whoever could plant a hash could log in as anyone: no permission that is given over HTTP goes so far.
    ['forbidden', holding('users:read', 'users:write', 'users:delete', 'roles:write')],
  ] as const)('is nobody over HTTP: %s', async (code, actor) => {
    const fixture = useCaseFixture();
    const { ports, calls } = recordCalls(fixture.deps);
    const attempt = new ImportUsers(ports).execute({ rows: [row()], dryRun: false }, request(actor));
    expect(await refusal(ImportUsers, attempt)).toBe(code);
    expect(calls).toEqual([]);
  });

  it('makes administrators too', async () => {
    const fixture = useCaseFixture();
    const [outcome] = await bring(fixture, [row({ roles: ['user', 'admin', 'user'], invite: false })]);
    expect(fixture.user(outcome?.id ?? '').roles).toEqual(['admin', 'user']);
  });
});

it('every invitation has a link of its own, bound to its user', async () => {
  const fixture = useCaseFixture();
  const outcomes = await bring(fixture, some(50));
  const tokens = [...fixture.memory.store.tokens.values()].map((state) => OneTimeToken.restore(state).state);
  expect(new Map(tokens.map(({ userId, email }) => [userId, email]))).toEqual(
    new Map(outcomes.map(({ id, email }) => [id, email])),
  );
  expect(new Set(tokens.map(({ digest }) => digest)).size).toBe(50);
});
