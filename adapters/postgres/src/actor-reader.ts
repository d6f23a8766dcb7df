import type { ActorFacts, ActorReader } from '@users/application';
import type { Kysely } from 'kysely';
import { livingSessions, type SessionTime } from './living-sessions.ts';
import { permissionsOfUser } from './permissions.ts';
import { toPermissions } from './role-rows.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** Always reads the database: whoever can do with an older answer keeps one in front of this. */
export class PostgresActorReader implements ActorReader {
  readonly #deps: SessionTime & { readonly db: Kysely<Tables> };

  constructor(deps: SessionTime & { db: Kysely<Tables> }) {
    this.#deps = deps;
  }

  async read({ userId, sessionId }: { userId: string; sessionId: string }): Promise<ActorFacts | null> {
    if (!isUuid(userId) || !isUuid(sessionId)) return null;
    const row = await livingSessions(this.#deps.db, this.#deps)
      .select(['users.id as userId', 'sessions.id as sessionId', 'users.epoch', 'users.role_names as roles'])
      .select(permissionsOfUser.as('permissions'))
      .where('sessions.id', '=', sessionId)
      .where('users.id', '=', userId)
      .executeTakeFirst();
    return row === undefined ? null : { ...row, permissions: new Set(toPermissions(row.permissions)) };
  }
}
