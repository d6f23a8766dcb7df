import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import {
  customRole,
  emailChange,
  manager,
  newcomer,
  type People,
  people,
  type SignedIn,
} from '../support/http-people.ts';
import { type GoodRequest, goodRequests } from '../support/http-requests.ts';
import { keep } from '../support/memory-snapshot.ts';
import { createdClient } from '../support/service-clients.ts';
import { type Caller, callers, type Owner, type Row, rows } from './access-rows.ts';

type Cell = Omit<Row, 'of' | 'state'> & { of: Owner | ''; state: string; expected: number };

/** Each cell starts from the same world, and leaves nothing in it. */
let on: HttpFixture;
let who: People & { readonly manager: SignedIn; readonly boss: SignedIn; readonly clientId: string };
let freeRole: string;
let startAgain: () => void;

beforeAll(async () => {
  on = await httpFixture();
  const those = await people(on);
  const boss = await newcomer(on);
  on.alter(boss.id, () => ({ roles: ['admin', 'user'] }));
  const { id: clientId } = await createdClient(on, ['users:read']);
  who = { ...those, boss, clientId, manager: await manager(on, those.admin) };
  freeRole = await customRole(on, those.admin, []);
  startAgain = keep(on.memory.store);
});

beforeEach(() => startAgain());

it('has expectations for every operation of the API document, and for no other', async () => {
  const operations = on.contract.places.map(({ operation }) => operation.operationId);
  expect([...new Set(rows.map(({ operation }) => operation))].sort()).toEqual(operations.sort());
});

describe.each(callers)('%s', (caller) => {
  const cells: readonly Cell[] = rows.map((row) => ({
    ...row,
    expected: row[caller],
    of: row.of ?? '',
    state: row.state ?? '',
  }));
  it.each(cells)('$operation $of $state → $expected', async (cell) => {
    const found = on.contract.places.find(({ operation }) => operation.operationId === cell.operation);
    const self = selfOf(caller);
    const token = caller === 'client' ? who.client.accessToken : self?.accessToken;
    const good = await goodRequests[cell.operation]?.(on, who);
    if (!good || !found) throw new Error(`no request for ${cell.operation}`);
    const request = await about(cell, good, found.path, self ?? strangerTo(caller));
    const { token: _, ...rest } = request;
    const answer = await on.send(found.method, request.target, { ...rest, token });
    expect(answer.status).toBe(cell.expected);
  });
});

function selfOf(caller: Caller): SignedIn | undefined {
  const signedIn = { user: who.ada, manager: who.manager, admin: who.admin };
  return caller === 'anonymous' || caller === 'client' ? undefined : signedIn[caller];
}

/** Whom the rows about oneself are about, for those who have no account: a client asks for a user of its own id. */
function strangerTo(caller: Caller): SignedIn {
  return caller === 'client' ? { ...who.ada, id: who.client.id } : who.ada;
}

/** The good request, about whom the row says. */
async function about(row: Cell, good: GoodRequest, path: string, self: SignedIn): Promise<GoodRequest> {
  if (row.operation === 'logOut') return { target: good.target };
  if (row.operation === 'changePassword') {
    return { ...good, json: { current_password: self.password, new_password: 'another long password' } };
  }
  if (path.startsWith('/clients/{uuid}')) return { ...good, target: path.replace('{uuid}', clientOf(row)) };
  if (path === '/roles/{name}') return { ...good, target: `/roles/${roleOf(row.of)}` };
  if (!path.includes('{uuid}')) return good;
  const owner = ownerOf(row.of, self);
  const target = path.replace('{uuid}', owner?.id ?? unknown).replace('{sid}', sessionOf(owner));
  const { state } = row;
  const known = owner && on.memory.store.users.has(owner.id);
  if (known && row.operation === 'cancelEmailChange') on.alter(owner.id, () => ({ emailChange: emailChange(on) }));
  if (owner && state === 'pending') on.alter(owner.id, () => ({ status: 'pending', emailVerifiedAt: null }));
  if (owner && state === 'suspended') on.alter(owner.id, () => ({ status: 'suspended', suspensionReason: 'Spam.' }));
  if (owner && state === 'deleted') on.alter(owner.id, () => ({ status: 'deleted', deletedAt: on.clock.now() }));
  return { ...good, target, json: bodyFor(row, good, owner, self) };
}

/** What a body must say so that nothing but who asks about whom decides. */
function bodyFor({ operation }: Pick<Row, 'operation'>, good: GoodRequest, owner: SignedIn | null, self: SignedIn) {
  const { metadata: _, ...patch } = Object(good.json);
  if (operation === 'requestEmailChange') return { ...patch, current_password: self.password };
  if (operation === 'setUserRoles') return { roles: on.memory.store.users.get(owner?.id ?? '')?.roles ?? [] };
  // Metadata has rules of its own; as it is stored, anyone may send it.
  if (operation === 'replaceUser') return { ...patch, metadata: {} };
  return good.json;
}

const unknown = '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44';

function ownerOf(of: Owner | '', self: SignedIn): SignedIn | null {
  if (of === 'self') return self;
  if (of === 'an administrator') return who.boss;
  return of === 'another user' ? who.grace : null;
}

function roleOf(of: Owner | ''): string {
  if (of === 'a built-in role') return 'user';
  if (of === 'a role in use') return on.user(who.manager.id).roles.find((role) => role !== 'user') ?? '';
  return of === 'nobody' ? 'nobody-has-it' : freeRole;
}

/** Revoked past the use-case: each cell starts from the same world. */
function clientOf({ of, state }: Pick<Cell, 'of' | 'state'>): string {
  const { clients } = on.memory.store;
  const stored = clients.get(who.clientId);
  if (of === 'nobody' || !stored) return unknown;
  if (state === 'revoked') clients.set(stored.id, { ...stored, revokedAt: on.clock.now() });
  return stored.id;
}

function sessionOf(owner: SignedIn | null): string {
  const sessions = [...on.memory.store.sessions.values()];
  return sessions.find(({ userId }) => userId === owner?.id)?.id ?? unknown;
}
