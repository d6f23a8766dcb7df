import { LeaseLost } from '@users/application';
import { EmailTaken } from '@users/domain';
import type { ChangeSet } from './change-set.ts';
import type { MemoryStore } from './memory-store.ts';

/**
 * Whether every row is still as it was read. False is a conflict: read again, try again.
 *
 * @throws LeaseLost when a task to complete has another holder, or is done
 */
export function guardsHold(store: MemoryStore, changes: ChangeSet): boolean {
  for (const task of changes.transaction.doneTasks) {
    if (store.tasks.get(task.id)?.lease !== task.lease) throw new LeaseLost();
  }
  return (
    changes.users.every(({ aggregate, stored }) => userUnmoved(store, aggregate.id, stored)) &&
    changes.sessions.every((session) => sessionUnmoved(store, changes, session))
  );
}

/** @throws EmailTaken when two users would have one address */
export function assertEmailsFree(store: MemoryStore, changes: ChangeSet): void {
  const changed = new Map(changes.users.map(({ aggregate }) => [aggregate.id, aggregate.state]));
  const addresses = new Map([...changed.values()].map((state) => [state.email, state.id]));
  if (addresses.size < changed.size) throw new EmailTaken();
  for (const user of store.users.values()) {
    if (!changed.has(user.id) && addresses.has(user.email)) throw new EmailTaken();
  }
}

function sessionUnmoved(store: MemoryStore, changes: ChangeSet, session: ChangeSet['sessions'][number]): boolean {
  const { aggregate, stored } = session;
  if (store.sessions.get(aggregate.id)?.revision !== stored?.revision) return false;
  return stored !== null || ownerUnmoved(store, changes, aggregate.state.userId);
}

/** A session opens on the account that was looked at: not on one that was suspended meanwhile. */
function ownerUnmoved(store: MemoryStore, changes: ChangeSet, userId: string): boolean {
  const owner = changes.transaction.loadedUsers.all().find(({ aggregate }) => aggregate.id === userId);
  if (owner !== undefined) return userUnmoved(store, userId, owner.stored);
  if (!store.users.has(userId)) throw new Error('A session must belong to a stored user.');
  return true;
}

function userUnmoved(store: MemoryStore, id: string, stored: { readonly sequence: number } | null): boolean {
  return store.users.get(id)?.sequence === stored?.sequence;
}
