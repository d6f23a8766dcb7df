import { ImportUsers, type UnitOfWork } from '@users/application';
import { EmailTaken, parseEmailAddress } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, missingId, operator, password } from '../support/accounts.ts';
import { bring, results, row, some, stored } from '../support/import-rows.ts';
import { type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

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
    const reversal = { digest: 'd', userId: id, oldEmail: old, requester: null, createdAt: clock.now(), expiresAt };
    memory.store.emailReversals.set('d', reversal);
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
