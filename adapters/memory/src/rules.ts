import { type RequestCount, RequestRepeated } from '@users/application';
import {
  EmailTaken,
  LastAdmin,
  RoleInUse,
  RoleTaken,
  TooManyRequests,
  UnknownRole,
  type UserState,
} from '@users/domain';
import type { ChangeSet } from './change-set.ts';
import type { MemoryStore } from './memory-store.ts';

/**
 * The rules over several aggregates, on what would be stored after this work.
 *
 * @throws EmailTaken, RoleTaken, RoleInUse, UnknownRole, LastAdmin, TooManyRequests, RequestRepeated
 */
export function assertRules(store: MemoryStore, changes: ChangeSet, now: Date): void {
  const users = usersAfter(store, changes);
  assertEmailsFree(users, changes, now);
  assertRoles(store, users, changes);
  for (const count of changes.transaction.counts) countedRequest(store, count);
  if (changes.transaction.adminKept && !users.some(isActiveAdmin)) throw new LastAdmin();
  assertNotRepeated(store, changes);
}

/** The tasks that this work completes do not count. */
function assertNotRepeated(store: MemoryStore, { transaction: { notRepeated, doneTasks } }: ChangeSet): void {
  const done = new Set(doneTasks.map(({ id }) => id));
  const waiting = new Set(
    [...store.tasks.values()].flatMap(({ id, key }) => (key != null && !done.has(id) ? [key] : [])),
  );
  const again = (key: string) => store.requestKeys.get(key)?.repeated === true || waiting.has(key);
  if (notRepeated.some(again)) throw new RequestRepeated();
}

/** @throws TooManyRequests when this one is too many; counts nothing */
export function countedRequest(store: MemoryStore, count: RequestCount): { key: string; askedAt: readonly Date[] } {
  const { requester, userId, now, most, perSeconds } = count;
  const key = `${userId} ${requester.kind}:${requester.id}`;
  const counts = (asked: Date) => asked.getTime() > now.getTime() - perSeconds * 1000;
  const before = (store.requestCounts.get(key)?.askedAt ?? []).filter(counts);
  const [first] = before;
  if (first !== undefined && before.length >= most) {
    throw new TooManyRequests(Math.ceil((first.getTime() - now.getTime()) / 1000) + perSeconds);
  }
  return { key, askedAt: [...before, now] };
}

function isActiveAdmin({ status, roles, erasedAt }: UserState): boolean {
  return status === 'active' && erasedAt === null && roles.includes('admin');
}

function usersAfter(store: MemoryStore, changes: ChangeSet): readonly UserState[] {
  const after = new Map<string, UserState>(store.users);
  for (const { aggregate } of changes.users) after.set(aggregate.id, aggregate.state);
  return [...after.values()];
}

/** One address, one user; and an address that its former owner may come back to is nobody else's. */
function assertEmailsFree(users: readonly UserState[], changes: ChangeSet, now: Date): void {
  const living = users.filter(({ erasedAt }) => erasedAt === null);
  if (new Set(living.map(({ email }) => email)).size < living.length) throw new EmailTaken();
  const kept = changes.transaction.emailReversals.after().filter(({ expiresAt }) => expiresAt > now);
  for (const { aggregate, stored } of changes.users) {
    const { id, email } = aggregate.state;
    if (email === stored?.email) continue;
    if (kept.some(({ oldEmail, userId }) => oldEmail === email && userId !== id)) throw new EmailTaken();
  }
}

function assertRoles(store: MemoryStore, users: readonly UserState[], changes: ChangeSet): void {
  const { roles, transaction } = changes;
  const added = roles.filter(({ stored }) => stored === null).map(({ aggregate }) => aggregate.name);
  const removed = transaction.roles.removed().map(({ aggregate }) => aggregate.name);
  if (added.some((name) => store.roles.has(name))) throw new RoleTaken();
  if (users.some((user) => user.roles.some((name) => removed.includes(name)))) throw new RoleInUse();
  const exists = (name: string) => store.roles.has(name) || added.includes(name);
  for (const { aggregate, stored } of changes.users) {
    const given = aggregate.state.roles.filter((name) => !stored?.roles.includes(name));
    if (!given.every(exists)) throw new UnknownRole();
  }
}
