import type { SessionDirectory, SessionView } from '@users/application';
import type { Kysely } from 'kysely';
import { livingSessions, type SessionTime } from './living-sessions.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

export class PostgresSessionDirectory implements SessionDirectory {
  readonly #deps: SessionTime & { readonly db: Kysely<Tables> };

  constructor(deps: SessionTime & { db: Kysely<Tables> }) {
    this.#deps = deps;
  }

  async list(userId: string): Promise<readonly SessionView[]> {
    if (!isUuid(userId)) return [];
    return livingSessions(this.#deps.db, this.#deps)
      .select(['sessions.id', 'sessions.user_agent as device', 'sessions.network'])
      .select(['sessions.created_at as createdAt', 'sessions.rotated_at as lastUsedAt'])
      .where('sessions.user_id', '=', userId)
      .orderBy('sessions.rotated_at', 'desc')
      .orderBy('sessions.id', 'desc')
      .execute();
  }
}
