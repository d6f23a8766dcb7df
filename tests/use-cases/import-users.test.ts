import { ImportUsers, type ImportOutcome, type ImportRow, type UnitOfWork } from '@users/application';
import { anonymous, EmailTaken, OneTimeToken, parseEmailAddress } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, holding, logIn, missingId, operator, password } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

function row(overrides: Partial<ImportRow> = {}): ImportRow {
  return {
    ...{ id: null, email: 'grace@example.org', fullName: 'Grace Hopper', locale: 'es', metadata: { team: 'navy' } },
    ...{ roles: ['user'], status: null, invite: null, passwordHash: null, emailVerifiedAt: null },
    ...{ suspensionReason: null, createdAt: null, deletedAt: null },
    ...overrides,
  };
}

const some = (count: number, from = 0, overrides: Partial<ImportRow> = {}): ImportRow[] =>
  Array.from({ length: count }, (_, index) => row({ email: `person-${from + index}@example.org`, ...overrides }));

const bring = (fixture: UseCaseFixture, rows: readonly ImportRow[], dryRun = false) =>
  fixture.importUsers.execute({ rows, dryRun }, operator);

const results = (outcomes: readonly ImportOutcome[]) => outcomes.map(({ result }) => result);

/** All that an import could leave. */
const stored = ({ memory: { store } }: UseCaseFixture) => {
  return [store.users.size, store.outbox.length, store.tasks.size, store.tokens.size, store.audit.length];
};

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

describe('an id or an address of somebody else', () => {
  const other = '01890000-0000-7000-8000-000000000001';

  it('is a conflict that says whose, and nothing is made', async () => {
    const fixture = useCaseFixture();
    await bring(fixture, [row({ id: missingId })]);
    const before = stored(fixture);
    const rows = [row({ id: other }), row({ id: missingId, email: 'other@example.org' }), row({ id: missingId })];
    expect(await bring(fixture, rows)).toMatchObject([
      {
        result: 'conflict',
        code: 'email_taken',
        field: 'email',
        detail: expect.stringContaining(missingId),
        id: other,
      },
      { result: 'conflict', code: 'id_taken', field: 'id', id: missingId },
      { result: 'exists', id: missingId },
    ]);
    expect(stored(fixture)).toEqual(before);
  });

  it('may stand in the same batch', async () => {
    const fixture = useCaseFixture();
    const rows = [row({ id: missingId }), row({ id: missingId, email: 'b@example.org' }), row({ id: other }), row()];
    expect(results(await bring(fixture, rows))).toEqual(['created', 'conflict', 'conflict', 'exists']);
    expect(results(await bring(useCaseFixture(), rows, true))).toEqual([
      ...['would_create', 'conflict', 'conflict', 'exists'],
    ]);
  });

  // What was erased for good must not come back from an old file under the id that its events told of.
  it('who was erased is refused by id, and free by address', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    await fixture.deleteUser.execute({ id, expectedVersion: null }, operator);
    const outcomes = await bring(fixture, [row({ id, email: ada.email }), row({ email: ada.email })]);
    expect(outcomes).toMatchObject([{ result: 'conflict', code: 'id_taken' }, { result: 'created' }]);
  });

  it('who may come back to it is refused, unless it is theirs', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const old = parseEmailAddress('old@example.org');
    const { clock, memory } = fixture;
    const expiresAt = new Date(clock.now().getTime() + 1000);
    memory.store.emailReversals.set('d', { digest: 'd', userId: id, oldEmail: old, createdAt: clock.now(), expiresAt });
    expect(await bring(fixture, [row({ email: old })])).toMatchObject([{ result: 'conflict', code: 'email_taken' }]);
    clock.advance(1);
    expect(await bring(fixture, [row({ email: old })])).toMatchObject([{ result: 'created' }]);
  });
});

describe('a bad row', () => {
  it('spoils no other', async () => {
    const fixture = useCaseFixture();
    const bad = [
      ...[row({ email: 'nobody' }), row({ roles: ['astronaut', 'user'] }), row({ passwordHash: '$2b$12$bcrypt' })],
      ...[row({ invite: true, passwordHash: await fixture.crypto.hasher.hash(password) })],
      ...[row({ status: 'suspended', invite: true }), row({ suspensionReason: 'left' })],
    ];
    const outcomes = await bring(fixture, [...some(2), ...bad, ...some(2, 2)]);
    expect(outcomes.slice(2, -2)).toMatchObject([
      { result: 'invalid', code: 'invalid_email', field: 'email', email: 'nobody' },
      { result: 'invalid', code: 'unknown_role', field: 'roles', detail: 'there is no role astronaut' },
      { result: 'invalid', code: 'unsupported_password_hash', field: 'password_hash' },
      { result: 'invalid', code: 'invalid_account', field: 'invite' },
      { result: 'invalid', code: 'invalid_account', field: 'invite' },
      { result: 'invalid', code: 'invalid_account', field: 'suspension_reason' },
    ]);
    expect([...results(outcomes.slice(0, 2)), ...results(outcomes.slice(-2))]).toEqual(Array(4).fill('created'));
    expect(fixture.memory.store.users.size).toBe(4);
  });

  /** The look beforehand sees nothing: as when somebody else writes between look and write. */
  const blind = (fixture: UseCaseFixture) => {
    let looks = 0;
    const known: UseCaseFixture['deps']['archive']['known'] = async (wanted) => {
      looks += 1;
      return looks === 1 ? [] : fixture.deps.archive.known(wanted);
    };
    return new ImportUsers({ ...fixture.deps, archive: { known } });
  };

  it('that only the write finds out is told, and the others of its batch are made', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const rows = [...some(30), row({ email: ada.email }), ...some(30, 30)];
    const outcomes = await blind(fixture).execute({ rows, dryRun: false }, operator);
    expect(outcomes[30]).toEqual({ email: ada.email, id, result: 'exists' });
    expect(results(outcomes).filter((result) => result === 'created')).toHaveLength(60);
    expect(fixture.memory.store.users.size).toBe(61);
  });

  it('that nothing explains is found by halves', async () => {
    const fixture = useCaseFixture();
    let commits = 0;
    const unitOfWork: UnitOfWork = {
      run: async (context, work) => {
        commits += 1;
        return fixture.deps.unitOfWork.run(context, async (tx) => {
          const result = await work(tx);
          if ((await tx.users.findByEmail(parseEmailAddress('person-17@example.org'))) !== null) throw new EmailTaken();
          return result;
        });
      },
    };
    const outcomes = await new ImportUsers({ ...fixture.deps, unitOfWork }).execute(
      { rows: some(64), dryRun: false },
      operator,
    );
    expect(outcomes.filter(({ result }) => result !== 'created')).toMatchObject([
      { email: 'person-17@example.org', id: null, result: 'conflict', code: 'email_taken' },
    ]);
    expect(fixture.memory.store.users.size).toBe(63);
    expect(fixture.memory.store.tasks.size).toBe(63);
    expect(commits).toBe(13);
  });

  it('is not the fault of a store that is away: that ends the import, and the rest is brought by starting again', async () => {
    const fixture = useCaseFixture();
    const tokens = { putAll: () => Promise.reject(new Error('away')) };
    const failing = new ImportUsers({ ...fixture.deps, tokens });
    await expect(failing.execute({ rows: some(3), dryRun: false }, operator)).rejects.toThrow('away');
    expect(stored(fixture)).toEqual([0, 0, 0, 0, 0]);
    expect(results(await bring(fixture, some(3)))).toEqual(['created', 'created', 'created']);
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
