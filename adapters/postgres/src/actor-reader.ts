import type { ActorFacts, ActorReader, Clock } from '@users/application';
import type { SessionLifetime } from '@users/domain';
import type { Kysely } from 'kysely';
import { permissionsOfUser } from './permissions.ts';
import { toPermissions } from './role-rows.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** Always reads the database: whoever can do with an older answer keeps one in front of this. */
export class PostgresActorReader implements ActorReader {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #lifetime: SessionLifetime;

  /** @param deps.clock the one that the sessions' times were taken from */
  constructor(deps: { db: Kysely<Tables>; clock: Clock; lifetime: SessionLifetime }) {
    this.#db = deps.db;
    this.#clock = deps.clock;
    this.#lifetime = deps.lifetime;
  }

  async read({ userId, sessionId }: { userId: string; sessionId: string }): Promise<ActorFacts | null> {
    if (!isUuid(userId) || !isUuid(sessionId)) return null;
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(['users.id as userId', 'sessions.id as sessionId', 'users.epoch', 'users.role_names as roles'])
      .select(permissionsOfUser.as('permissions'))
      .where('sessions.id', '=', sessionId)
      .where('users.id', '=', userId)
      .where('users.status', '=', 'active')
      .where('users.erased_at', 'is', null)
      .where('sessions.ended_at', 'is', null)
      .whereRef('sessions.epoch', '=', 'users.epoch')
      .where('sessions.rotated_at', '>', this.#secondsAgo(this.#lifetime.idleSeconds))
      .where('sessions.created_at', '>', this.#secondsAgo(this.#lifetime.absoluteSeconds))
      .executeTakeFirst();
    return row === undefined ? null : { ...row, permissions: new Set(toPermissions(row.permissions)) };
  }

  #secondsAgo(seconds: number): Date {
    return new Date(this.#clock.now().getTime() - seconds * 1000);
  }
}
