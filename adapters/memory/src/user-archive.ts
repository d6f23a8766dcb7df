import type { ArchiveKey, Clock, KnownUser, UserArchive } from '@users/application';
import type { EmailAddress, UserState, UserStatus } from '@users/domain';
import { type MemoryStore, stateOf } from './memory-store.ts';
import { compareText, roundTrip } from './values.ts';

export class MemoryUserArchive implements UserArchive {
  readonly #store: MemoryStore;
  readonly #clock: Clock;

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  async known(wanted: { ids: readonly string[]; emails: readonly EmailAddress[] }): Promise<readonly KnownUser[]> {
    await roundTrip();
    const ids = new Set(wanted.ids);
    const emails = new Set(wanted.emails);
    const found: KnownUser[] = [];
    for (const { id, email, erasedAt } of this.#store.users.values()) {
      if (ids.has(id) || (erasedAt === null && emails.has(email))) {
        found.push({ kind: erasedAt === null ? 'user' : 'erased', id, email });
      }
    }
    const now = this.#clock.now();
    for (const { userId, oldEmail, expiresAt } of this.#store.emailReversals.values()) {
      if (expiresAt > now && emails.has(oldEmail)) found.push({ kind: 'returning', id: userId, email: oldEmail });
    }
    return found;
  }

  async page(page: {
    status: UserStatus | null;
    after: ArchiveKey | null;
    limit: number;
  }): Promise<readonly UserState[]> {
    await roundTrip();
    const { status: wanted, after, limit } = page;
    const users = [...this.#store.users.values()]
      .filter(({ erasedAt }) => erasedAt === null)
      .filter(({ status }) => (wanted === null ? status !== 'deleted' : status === wanted))
      .filter((user) => after === null || inOrder(after, user) < 0);
    return users.sort(inOrder).slice(0, limit).map(stateOf);
  }
}

function inOrder(left: ArchiveKey, right: ArchiveKey): number {
  return left.createdAt.getTime() - right.createdAt.getTime() || compareText(left.id, right.id);
}
