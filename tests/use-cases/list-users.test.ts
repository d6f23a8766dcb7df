import {
  decodeUserCursor,
  encodeUserCursor,
  ListUsers,
  type ListUsersInput,
  type UserFilter,
  type UserSort,
} from '@users/application';
import { anonymous, type Permission, type UserActor, type UserStatus } from '@users/domain';
import { array, assert, constantFrom, property, string, uuid } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { activeAccount, ada, administrator, register } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const names = ['Zoë', 'ada', 'Ada', 'Émile', 'Émile', '李'];
const byName: UserSort = { field: 'full_name', descending: false };

function holding(...held: readonly Permission[]): UserActor {
  const id = '01890000-0000-7000-8000-000000000000';
  return { kind: 'user', id, sessionId: id, roles: ['delegate'], permissions: new Set(held) };
}

let fixture: UseCaseFixture;

beforeAll(async () => {
  fixture = useCaseFixture();
  for (const [index, fullName] of names.entries()) {
    await register(fixture, { ...ada, email: `user-${index}@example.org`, fullName });
    fixture.clock.advance(1);
  }
});

const anyone: UserFilter = {
  ...{ status: null, q: null, role: null, verified: null },
  ...{ createdAfter: null, createdBefore: null },
};
const everything: ListUsersInput = { limit: 5, cursor: null, sort: null, filter: anyone, includeTotal: false };
const filters: readonly Partial<UserFilter>[] = [
  { status: 'active' },
  { q: 'ada' },
  { role: 'user' },
  { verified: true },
  { verified: false },
  { createdAfter: new Date('2026-03-01T12:00:00Z') },
  { createdBefore: new Date('2026-03-01T12:00:00Z') },
];

const reader = () => request(holding('users:read'));

function list(input: Partial<ListUsersInput>, context = reader()) {
  return fixture.listUsers.execute({ ...everything, limit: 2, ...input }, context);
}

/** The full names, page by page. */
async function walk(input: Partial<ListUsersInput>): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({ ...input, cursor });
    pages.push(page.items.map(({ user }) => user.fullName));
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

describe('a list of users', () => {
  it('is newest first unless asked otherwise, in pages that end', async () => {
    expect(await walk({ limit: 4 })).toEqual([
      ['李', 'Émile', 'Émile', 'Ada'],
      ['ada', 'Zoë'],
    ]);
    expect(await walk({ limit: 6 })).toHaveLength(1);
    expect(await walk({ limit: 5 })).toHaveLength(2);
  });

  it.each(['created_at', 'email', 'full_name'] as const)('by %s visits each once, both ways', async (field) => {
    const up = (await walk({ sort: { field, descending: false }, limit: 2 })).flat();
    const down = (await walk({ sort: { field, descending: true }, limit: 3 })).flat();
    expect([...up].sort()).toEqual([...names].sort());
    expect(down).toEqual(up.toReversed());
  });

  it('can be narrowed to a status; the deleted are only there when asked for', async () => {
    const other = useCaseFixture();
    const { id } = await activeAccount(other);
    const query = (status: UserStatus | null) =>
      other.listUsers.execute({ ...everything, filter: { ...anyone, status } }, reader());
    expect((await query('active')).items).toHaveLength(1);
    expect((await query('pending')).items).toHaveLength(0);
    other.alter(id, () => ({ status: 'deleted' }));
    expect((await query(null)).items).toHaveLength(0);
    expect((await query('deleted')).items).toHaveLength(1);
  });

  it.each([
    [{ q: 'MILE' }, ['Émile', 'Émile']],
    [{ q: 'user-3@' }, ['Émile']],
    [{ role: 'user' }, ['李', 'Émile', 'Émile', 'Ada', 'ada', 'Zoë']],
    [{ role: 'admin' }, []],
    [{ verified: true }, []],
    [{ createdAfter: new Date('2026-03-01T12:00:04Z') }, ['李', 'Émile']],
    [{ createdBefore: new Date('2026-03-01T12:00:01Z') }, ['Zoë']],
    [{ q: 'ada', createdAfter: new Date('2026-03-01T12:00:02Z') }, ['Ada']],
  ])('can be narrowed by %o, page by page', async (filter, expected) => {
    expect((await walk({ filter: { ...anyone, ...filter } })).flat()).toEqual(expected);
  });

  it('is counted when that is asked for, over all pages', async () => {
    expect((await list({})).total).toBeNull();
    expect((await list({ includeTotal: true })).total).toBe(6);
    expect((await list({ includeTotal: true, filter: { ...anyone, q: 'MILE' } })).total).toBe(2);
  });

  it('says for each user what this caller may do to it', async () => {
    const other = useCaseFixture();
    await activeAccount(other);
    const admin = await administrator(other);
    const of = async (actor: UserActor) => {
      const { items } = await other.listUsers.execute({ ...everything, sort: byName }, request(actor));
      return items.map(({ actions }) => actions.has('user.update'));
    };
    expect(await of(admin)).toEqual([true, true]);
    expect(await of(holding('users:read', 'users:write'))).toEqual([true, false]);
    expect(await of(holding('users:read'))).toEqual([false, false]);
  });
});

describe('a list of users is refused', () => {
  it.each([
    ['not_authenticated', anonymous],
    ['forbidden', holding()],
    ['forbidden', holding('users:write', 'roles:read')],
  ] as const)('as %s, before anything is looked up', async (code, actor) => {
    const { ports, calls } = recordCalls(fixture.deps);
    const input = { ...everything, cursor: 'nonsense' };
    expect(await refusal(ListUsers, new ListUsers(ports).execute(input, request(actor)))).toBe(code);
    expect(calls).toEqual([]);
  });

  it('to a cursor of another sort, direction or filter', async () => {
    const { next } = await list({ sort: byName });
    const others: Partial<ListUsersInput>[] = [
      { sort: null },
      { sort: { ...byName, descending: true } },
      { sort: { ...byName, field: 'email' } },
      ...filters.map((filter) => ({ sort: byName, filter: { ...anyone, ...filter } })),
    ];
    for (const other of others) {
      expect(await refusal(ListUsers, list({ ...other, cursor: next }))).toBe('invalid_cursor');
    }
    expect(await list({ sort: byName, cursor: next })).toBeDefined();
  });
});

describe('a cursor', () => {
  const id = '01890000-0000-7000-8000-000000000000';
  const unfiltered = JSON.stringify([null, null, null, null, null, null]);
  const forge = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const newest = { sort: { field: 'created_at', descending: true }, filter: anyone } as const;
  const text = array(constantFrom('a', '"', '\\', '\0', 'é', 'e\u0301', '李', '😀', '\ud800', '\u2028')).map((units) =>
    units.join(''),
  );
  const sorts = constantFrom<UserSort['field']>('email', 'full_name');

  it('leads back to where it was made, whatever the text', () => {
    assert(
      property(text, uuid(), sorts, (value, key, field) => {
        const query = { sort: { field, descending: false }, filter: anyone };
        const cursor = encodeUserCursor(query, { value, id: key });
        if (value.includes('\0') || !value.isWellFormed())
          expect(() => decodeUserCursor(query, cursor)).toThrow('cursor');
        else expect(decodeUserCursor(query, cursor)).toEqual({ value, id: key });
      }),
    );
  });

  it('that is any other text is refused, never a fault', () => {
    assert(
      property(string(), (cursor) => {
        expect(() => decodeUserCursor(newest, cursor)).toThrow('cursor');
      }),
    );
  });

  it.each([
    ['', 'null', '[]', '{}', '"x"', '[[["users"]]]'].map((text) => Buffer.from(text).toString('base64url')),
    [forge('users', 'created_at', true, unfiltered, '2026-03-01T12:00:00.000Z')],
    [forge('users', 'created_at', true, unfiltered, '2026-03-01T12:00:00.000Z', id, 'more')],
    [forge('roles', 'created_at', true, unfiltered, '2026-03-01T12:00:00.000Z', id)],
    [forge('users', 'created_at', true, unfiltered, '2026-03-01T12:00:00.000Z', `${id}'; drop table users`)],
    [forge('users', 'created_at', true, unfiltered, { toString: 1 }, id)],
    [forge('users', 'created_at', true, unfiltered, 1_772_366_400_000, id)],
  ])('that was forged is refused: %s', (...forged) => {
    for (const cursor of forged) expect(() => decodeUserCursor(newest, cursor)).toThrow('cursor');
  });

  // Text that looks like an instant but is none: a database would refuse it, as a fault of ours.
  it.each(['2026-02-31', '2026-13-01', '2026-00-10', '0000-01-01', '2026-01-01T24'])(
    'of the day %s is refused',
    (day) => {
      const value = day.includes('T') ? `${day}:00:00.000Z` : `${day}T00:00:00.000Z`;
      const cursor = forge('users', 'created_at', true, unfiltered, value, id);
      expect(() => decodeUserCursor(newest, cursor)).toThrow('cursor');
    },
  );
});
