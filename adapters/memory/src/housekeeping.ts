import { type Housekeeping, repeatKey } from '@users/application';
import { type AccountRetention, User } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { roundTrip } from './values.ts';

export class MemoryHousekeeping implements Housekeeping {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async endedAccounts(
    status: 'pending' | 'deleted',
    { retention, now, limit }: { retention: AccountRetention; now: Date; limit: number },
  ): Promise<readonly string[]> {
    await roundTrip();
    const sinceOf = status === 'pending' ? 'createdAt' : 'deletedAt';
    return [...this.#store.users.values()]
      .filter((user) => user.status === status && User.restore(user).ended(retention, now))
      .sort((left, right) => Number(left[sinceOf]) - Number(right[sinceOf]))
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async removeSessions(query: { endedBefore: Date; openedBefore: Date; limit: number }): Promise<number> {
    const { endedBefore, openedBefore, limit } = query;
    return remove(this.#store.sessions, limit, ({ endedAt, createdAt }) => {
      return createdAt < openedBefore || (endedAt !== null && endedAt < endedBefore);
    });
  }

  async removeTokens({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    return remove(this.#store.tokens, limit, ({ expiresAt }) => expiresAt <= expiredBy);
  }

  async removeAnswers({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    return remove(this.#store.keptAnswers, limit, ({ expiresAt }) => expiresAt <= expiredBy);
  }

  async removeRequestCounts({ lastBefore, limit }: { lastBefore: Date; limit: number }): Promise<number> {
    return remove(this.#store.requestCounts, limit, ({ askedAt }) => (askedAt.at(-1) ?? lastBefore) < lastBefore);
  }

  async removeRequestKeys({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    const waiting = new Set([...this.#store.tasks.values()].map(({ key }) => key));
    return remove(this.#store.requestKeys, limit, ({ expiresAt }, key) => {
      return expiresAt <= expiredBy && !waiting.has(key) && !waiting.has(repeatKey(key));
    });
  }

  async removeLinkPauses({ quietSince, limit }: { quietSince: Date; limit: number }): Promise<number> {
    return remove(this.#store.linkPauses, limit, ({ pause }) => pause.lastAt <= quietSince);
  }

  async removeEmailReversals({ expiredBy, limit }: { expiredBy: Date; limit: number }): Promise<number> {
    return remove(this.#store.emailReversals, limit, ({ expiresAt }) => expiresAt <= expiredBy);
  }

  /** Here the log has no parts: what is too old goes at once. */
  async tendLog({ publishedBefore }: { publishedBefore: Date }): Promise<boolean> {
    await roundTrip();
    const { log } = this.#store;
    const kept = log.filter(({ time }) => time >= publishedBefore);
    const dropped = kept.length < log.length;
    if (dropped) log.splice(0, log.length, ...kept);
    return dropped;
  }
}

async function remove<Row>(
  rows: Map<string, Row>,
  limit: number,
  over: (row: Row, key: string) => boolean,
): Promise<number> {
  await roundTrip();
  const found = [...rows].filter(([key, row]) => over(row, key)).slice(0, limit);
  for (const [key] of found) rows.delete(key);
  return found.length;
}
