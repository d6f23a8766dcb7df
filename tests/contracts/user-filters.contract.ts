import type { UserFilter } from '@users/application';
import { parseEmailAddress, type UserState, userStatuses } from '@users/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { noFilter, userState } from './samples.ts';
import { seedRole, seedUser, seedUsers } from './stored.ts';

const day = 86_400_000;
const names = [
  'Ada Lovelace',
  'ADA BYRON',
  'Grace Hopper',
  'Åsa Öberg',
  'Ωmega ΔELTA',
  '100% Real_Name',
  'a\\b',
  '你好世界',
];
const roles = [[], ['user'], ['support'], ['user', 'support']];

/** Which users a filter lets through, alone and with others; a list and a count agree. */
export function userFiltersContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`user directory, filters: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    async function idsOf(filter: Partial<UserFilter>): Promise<string[]> {
      const query = { filter: { ...noFilter, ...filter }, after: null, limit: 200 };
      const users = await fixture.userDirectory.list({ ...query, sort: { field: 'email', descending: false } });
      expect(await fixture.userDirectory.count(query.filter)).toBe(users.length);
      return users.map(({ id }) => id).sort();
    }

    async function seedAll(): Promise<readonly UserState[]> {
      await seedRole(fixture, { name: 'support' });
      const now = fixture.now().getTime();
      const states = names.flatMap((fullName, index) =>
        userStatuses.map((status, offset) =>
          userState(new Date(now - index * day), {
            ...{ fullName, status, roles: roles[(index + offset) % roles.length] ?? [] },
            email: parseEmailAddress(`${['first', 'under_score', 'last'][index % 3]}${offset}.${index}@example.org`),
            emailVerifiedAt: (index + offset) % 3 === 0 ? null : new Date(now),
          }),
        ),
      );
      await seedUsers(fixture, states);
      return states;
    }

    test('any combination lets through exactly whom it describes', async () => {
      const states = await seedAll();
      const now = fixture.now().getTime();
      const maybe = <Value>(...values: Value[]) => fc.constantFrom<Value | null>(null, ...values);
      const times = Array.from({ length: 10 }, (_, index) => new Date(now - index * day + day / 2));
      const filters = fc.record({
        status: maybe(...userStatuses),
        q: maybe(
          'ada',
          'ADA',
          'lovelace',
          'ÅSA',
          'öber',
          'ωMEGA',
          'δelta',
          '100%',
          'l_n',
          'a\\b',
          'good',
          '@EXAMPLE',
          '你好世',
        ),
        role: maybe('user', 'support', 'admin', 'sup'),
        verified: maybe(true, false),
        createdAfter: maybe(...times),
        createdBefore: maybe(...times),
      });
      await fc.assert(
        fc.asyncProperty(filters, async (filter) => {
          const expected = states.filter((state) => passes(state, filter)).map(({ id }) => id);
          expect(await idsOf(filter)).toEqual(expected.sort());
        }),
        { numRuns: 150 },
      );
    });

    test('a part is found anywhere in name or address, whatever the case on either side', async () => {
      const { id } = await seedUser(fixture, {
        fullName: 'Żaneta ÉLODIE de la Cruz',
        email: parseEmailAddress('mixed.Case+tag@Sub.Example.org'),
      });
      await seedUser(fixture, { fullName: 'Somebody Else' });
      for (const q of ['żan', 'ŻANETA', 'élodie', 'E de L', 'CRUZ', 'mixed', 'CASE+', '+tag@', 'sub.EX', 'xed.c']) {
        expect(await idsOf({ q }), q).toEqual([id]);
      }
      for (const q of ['elodie', 'cruzmixed', 'Cruz mixed', 'tag.sub']) expect(await idsOf({ q }), q).toEqual([]);
    });

    test('signs that mean something in patterns mean themselves', async () => {
      const percent = await seedUser(fixture, { fullName: 'a 50%% off' });
      const underscore = await seedUser(fixture, { fullName: 'snake_case_name' });
      const backslash = await seedUser(fixture, { fullName: 'C:\\dir\\%file' });
      const quotes = await seedUser(fixture, { fullName: `Robert'); drop table "users"; --` });
      expect(await idsOf({ q: '50%' })).toEqual([percent.id]);
      expect(await idsOf({ q: '%%%' })).toEqual([]);
      expect(await idsOf({ q: 'e_c' })).toEqual([underscore.id]);
      expect(await idsOf({ q: '___' })).toEqual([]);
      expect(await idsOf({ q: '\\%f' })).toEqual([backslash.id]);
      expect(await idsOf({ q: `'); drop` })).toEqual([quotes.id]);
    });

    test('a role is a whole name, among whatever else is held', async () => {
      await seedRole(fixture, { name: 'support' });
      const both = await seedUser(fixture, { roles: ['support', 'user'] });
      const one = await seedUser(fixture, { roles: ['support'] });
      await seedUser(fixture, { roles: [] });
      expect(await idsOf({ role: 'support' })).toEqual([both.id, one.id].sort());
      expect(await idsOf({ role: 'user' })).toEqual([both.id]);
      for (const role of ['supp', 'Support', 'support,user', '{support}', ''])
        expect(await idsOf({ role })).toEqual([]);
    });

    test('times are inclusive after, exclusive before, to the millisecond', async () => {
      const now = fixture.now();
      const moment = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
      const [first, second, third] = [0, 1, 2].map((offset) => userState(moment(offset))) as [
        UserState,
        UserState,
        UserState,
      ];
      await seedUsers(fixture, [first, second, third]);
      expect(await idsOf({ createdAfter: moment(1) })).toEqual([second.id, third.id].sort());
      expect(await idsOf({ createdBefore: moment(1) })).toEqual([first.id]);
      expect(await idsOf({ createdAfter: moment(1), createdBefore: moment(2) })).toEqual([second.id]);
      expect(await idsOf({ createdAfter: moment(1), createdBefore: moment(1) })).toEqual([]);
    });

    test('the soft-deleted are found only when asked for, by any filter', async () => {
      const { id } = await seedUser(fixture, { fullName: 'Hidden Person', status: 'deleted', emailVerifiedAt: null });
      for (const filter of [{ q: 'hidden' }, { role: 'user' }, { verified: false }]) {
        expect(await idsOf(filter)).toEqual([]);
        expect(await idsOf({ ...filter, status: 'deleted' })).toEqual([id]);
      }
    });

    test('an empty directory counts none', async () => {
      expect(await fixture.userDirectory.count(noFilter)).toBe(0);
    });
  });
}

/** The promised filter, said in another way than any adapter says it. */
function passes(state: UserState, { status, q, role, verified, createdAfter, createdBefore }: UserFilter): boolean {
  const texts = [state.fullName, state.email].map((text) => text.toLocaleLowerCase('en'));
  const created = state.createdAt.getTime();
  return [
    status === null ? state.status !== 'deleted' : state.status === status,
    q === null || texts.some((text) => text.split(q.toLocaleLowerCase('en')).length > 1),
    role === null || new Set(state.roles).has(role),
    verified === null || verified === Boolean(state.emailVerifiedAt),
    createdAfter === null || created >= createdAfter.getTime(),
    createdBefore === null || created < createdBefore.getTime(),
  ].every(Boolean);
}
