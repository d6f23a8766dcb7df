import type { UserKey, UserListQuery, UserSort, UserView } from '@users/application';
import { userSortFields } from '@users/application';
import { parseEmailAddress, type UserState, userStatuses } from '@users/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { freshEmail, noFilter, registered, userState, verificationToken } from './samples.ts';
import { change, findUser, seedUsers } from './stored.ts';

const sorts: readonly UserSort[] = userSortFields.flatMap((field) => [
  { field, descending: false },
  { field, descending: true },
]);

/** Names on which locales, case folding and UTF-16 disagree with the order of code points. */
const awkwardNames = [
  '',
  'a',
  'A',
  'Z',
  'a b',
  'aa',
  'ä',
  'a\u0308',
  'Ω',
  'ß',
  'é',
  '你好',
  '\uffee',
  '😀',
  '🦆🦆',
  '~',
];

/** Anything that a text column can hold: no NUL, no half of a surrogate pair. */
const codePoint = fc
  .integer({ min: 1, max: 0x10ffff })
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point));

/** Order and cursors: each sort, both ways, and no user twice or never while others come and go. */
export function pagingContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`user directory, pages: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    /** Follows the cursors from the first page to the last. */
    async function walk(
      query: Omit<UserListQuery, 'after'>,
      between: (page: number) => Promise<void> = async () => {},
    ): Promise<UserView[]> {
      const visited: UserView[] = [];
      let after: UserKey | null = null;
      for (let page = 1; ; page += 1) {
        const rows: readonly UserView[] = await fixture.userDirectory.list({ ...query, after });
        visited.push(...rows);
        const last = rows.at(-1);
        if (last === undefined || rows.length < query.limit) return visited;
        after = { value: sortValue(last, query.sort), id: last.id };
        await between(page);
      }
    }

    async function seedAwkward(): Promise<UserState[]> {
      const now = fixture.now().getTime();
      const states = awkwardNames.flatMap((fullName, index) =>
        userStatuses.map((status, offset) =>
          userState(new Date(now - 1000 * (index % 3) - (offset % 2)), {
            fullName,
            status,
            email: parseEmailAddress(`${['z', 'Ä', 'ω', 'b', '_', 'é'][index % 6]}${index}.${offset}@example.org`),
          }),
        ),
      );
      await seedUsers(fixture, states);
      return states;
    }

    test('any sort, any status, any size of page: the whole list in its order', async () => {
      const ordered = sortedOnce(await seedAwkward());
      const queries = fc.record({
        sort: fc.constantFrom(...sorts),
        status: fc.constantFrom(null, ...userStatuses),
        limit: fc.integer({ min: 1, max: 70 }),
      });
      await fc.assert(
        fc.asyncProperty(queries, async ({ sort, status, limit }) => {
          const expected = ordered(sort)
            .filter((state) => (status === null ? state.status !== 'deleted' : state.status === status))
            .map((state) => state.id);
          const visited = await walk({ sort, filter: { ...noFilter, status }, limit });
          expect(visited.map((user) => user.id)).toEqual(expected);
        }),
        {
          numRuns: 60,
          examples: sorts.map((sort): [{ sort: UserSort; status: null; limit: number }] => [
            { sort, status: null, limit: 7 },
          ]),
        },
      );
    });

    test('a cursor need not be a row: a page starts after the place that it names', async () => {
      const ordered = sortedOnce(await seedAwkward());
      const keys = fc.record({
        sort: fc.constantFrom(...sorts.filter((sort) => sort.field !== 'created_at')),
        value: fc.oneof(
          fc.constantFrom(...awkwardNames),
          fc.array(codePoint, { maxLength: 3 }).map((signs) => signs.join('')),
        ),
        id: fc.uuid(),
      });
      await fc.assert(
        fc.asyncProperty(keys, async ({ sort, value, id }) => {
          const key = { id, email: value, fullName: value, createdAt: new Date(0) };
          const expected = ordered(sort)
            .filter((state) => state.status !== 'deleted' && inOrder(sort)(state, key) > 0)
            .map((state) => state.id);
          const rows = await fixture.userDirectory.list({ sort, filter: noFilter, limit: 200, after: { value, id } });
          expect(rows.map((user) => user.id)).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    });

    test('users of equal sort value follow each other by id, in the direction of the list', async () => {
      const now = fixture.now();
      const states = Array.from({ length: 9 }, () => userState(now, { fullName: 'Same Name' }));
      await seedUsers(fixture, states);
      const ids = states.map((state) => state.id).sort();
      for (const sort of sorts.filter(({ field }) => field !== 'email')) {
        const visited = await walk({ sort, filter: noFilter, limit: 2 });
        expect(visited.map((user) => user.id)).toEqual(sort.descending ? ids.toReversed() : ids);
      }
    });

    test.each(sorts)(
      'while others come and go, who stays is visited once ($field, descending: $descending)',
      async (sort) => {
        const start = fixture.now().getTime();
        const states = Array.from({ length: 40 }, (_, index) =>
          userState(new Date(start + index * 10), { fullName: `Name ${(index * 7) % 40}` }),
        );
        await seedUsers(fixture, states);
        const gone = states.filter((_, index) => index % 4 === 0).map((state) => state.id);
        const stay = states.filter((_, index) => index % 4 !== 0).map((state) => state.id);
        const visited = await walk({ sort, filter: noFilter, limit: 3 }, async (page) => {
          const leaver = gone.pop();
          if (leaver !== undefined) await fixture.removeUser(leaver);
          if (page > 10) return;
          // One at each end of the list and one in the middle, wherever the cursor stands.
          const comers = [0, 200, 400].map((offset, place) =>
            userState(new Date(start - 1 + offset), {
              fullName: `${['A', 'Name 5', 'Z'][place]} ${page}`,
              email: parseEmailAddress(`${['a', 'user-', 'z'][place]}.${page}.${freshEmail()}`),
            }),
          );
          await seedUsers(fixture, comers);
        });
        const ids = visited.map((user) => user.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(stay.filter((id) => !ids.includes(id))).toEqual([]);
      },
    );

    test('a user who leaves the status that is listed disturbs no one else', async () => {
      const now = fixture.now();
      const users = Array.from({ length: 12 }, () => registered(now));
      await change(fixture, async (tx) => {
        for (const user of users) tx.users.add(user);
      });
      const leavers = users.slice(0, 6).map((user) => user.id);
      const stay = users.slice(6).map((user) => user.id);
      const sort: UserSort = { field: 'created_at', descending: false };
      const visited = await walk({ sort, filter: { ...noFilter, status: 'pending' }, limit: 2 }, async () => {
        await Promise.all(leavers.splice(0, 2).map((id) => verify(id, now)));
      });
      const ids = visited.map((user) => user.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(stay.filter((id) => !ids.includes(id))).toEqual([]);
    });

    async function verify(id: string, now: Date): Promise<void> {
      await change(fixture, async (tx) => {
        const user = await findUser(tx, id);
        const { fullName, locale } = user.state;
        user.verifyEmail(verificationToken(user.state, now), { fullName, locale, passwordHash: 'hash' }, now);
      });
    }
  });
}

type Sortable = Pick<UserState, 'id' | 'fullName' | 'createdAt'> & { readonly email: string };

function sortValue(user: Sortable, sort: UserSort): string {
  switch (sort.field) {
    case 'created_at':
      return user.createdAt.toISOString();
    case 'email':
      return user.email;
    case 'full_name':
      return user.fullName;
  }
}

/** The promised order, said in another way than any adapter says it: code point by code point. */
function inOrder(sort: UserSort): (left: Sortable, right: Sortable) => number {
  const sign = sort.descending ? -1 : 1;
  return (left, right) => {
    const byValue = compareCodePoints(sortValue(left, sort), sortValue(right, sort));
    return sign * (byValue || compareCodePoints(left.id, right.id));
  };
}

/** All of them in each order, sorted once. */
function sortedOnce(states: readonly UserState[]): (sort: UserSort) => readonly UserState[] {
  const bySort = new Map(sorts.map((sort) => [sort, states.toSorted(inOrder(sort))]));
  return (sort) => bySort.get(sort) ?? [];
}

function compareCodePoints(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => Array.from(text, (sign) => sign.codePointAt(0) ?? 0)) as [
    number[],
    number[],
  ];
  const differs = a.findIndex((point, index) => point !== b[index]);
  if (differs === -1) return a.length - b.length;
  return (a[differs] ?? 0) - (b[differs] ?? -1);
}
