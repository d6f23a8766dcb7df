import { LeaseLost } from '@users/application';
import type { RoleState, UserState } from '@users/domain';
import type { ChangeSet } from './change-set.ts';
import type { MemoryStore } from './memory-store.ts';

/**
 * Whether every row is still as it was read. False is a conflict: read again, try again.
 *
 * @throws LeaseLost when a task to complete has another holder, or is done
 */
export function guardsHold(store: MemoryStore, changes: ChangeSet, now: Date): boolean {
  for (const task of changes.transaction.doneTasks) {
    if (store.tasks.get(task.id)?.lease !== task.lease) throw new LeaseLost();
  }
  return (
    keyFree(store, changes, now) &&
    changes.transaction.linkPauses.unmoved() &&
    changes.users.every(({ aggregate, stored }) => userUnmoved(store, aggregate.id, stored)) &&
    reliedOnUnmoved(store, changes) &&
    changes.sessions.every((session) => sessionUnmoved(store, changes, session)) &&
    [...changes.roles, ...changes.transaction.roles.removed()].every((role) => roleUnmoved(store, role)) &&
    changes.clients.every(({ aggregate, stored }) => store.clients.get(aggregate.id)?.version === stored?.version)
  );
}

/** Nobody was answered under this key, or so long ago that it is free again. */
function keyFree(store: MemoryStore, { transaction: { keptAnswer } }: ChangeSet, now: Date): boolean {
  const found = keptAnswer === null ? undefined : store.keptAnswers.get(keptAnswer.id);
  return found === undefined || found.expiresAt <= now;
}

function sessionUnmoved(store: MemoryStore, changes: ChangeSet, session: ChangeSet['sessions'][number]): boolean {
  const { aggregate, stored } = session;
  if (store.sessions.get(aggregate.id)?.revision !== stored?.revision) return false;
  return stored !== null || ownerUnmoved(store, changes, aggregate.state.userId);
}

function reliedOnUnmoved(store: MemoryStore, { transaction }: ChangeSet): boolean {
  const { loadedUsers, loadedClients, reliedOn, roles } = transaction;
  return (
    loadedUsers
      .all()
      .every(({ aggregate: user, stored }) => !reliedOn.has(user) || userUnmoved(store, user.id, stored)) &&
    loadedClients.all().every(({ aggregate, stored }) => {
      return !reliedOn.has(aggregate) || store.clients.get(aggregate.id)?.version === stored?.version;
    }) &&
    roles.reliedOn().every((role) => roleUnmoved(store, role))
  );
}

/** A session opens on the account that was looked at: not on one that was suspended meanwhile. */
function ownerUnmoved(store: MemoryStore, changes: ChangeSet, userId: string): boolean {
  const owner = changes.transaction.loadedUsers.all().find(({ aggregate }) => aggregate.id === userId);
  if (owner !== undefined) return userUnmoved(store, userId, owner.stored);
  if (!store.users.has(userId)) throw new Error('A session must belong to a stored user.');
  return true;
}

function userUnmoved(store: MemoryStore, id: string, stored: Pick<UserState, 'revision'> | null): boolean {
  return store.users.get(id)?.revision === stored?.revision;
}

/** A new one meets its rule instead: its name is taken, or free. */
function roleUnmoved(store: MemoryStore, { aggregate, stored }: ChangeSet['roles'][number]): boolean {
  return stored === null || versionOf(store.roles.get(aggregate.name)) === versionOf(stored);
}

function versionOf(role: RoleState | undefined): number | undefined {
  return role?.version;
}
