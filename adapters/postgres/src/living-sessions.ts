import type { Clock } from '@users/application';
import type { SessionLifetime } from '@users/domain';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What decides whether a session is alive: the clock is the one that its times were taken from. */
export interface SessionTime {
  readonly clock: Clock;
  readonly lifetime: SessionLifetime;
}

/**
 * The sessions that let their users in, with their users: not ended, not idle or old for too long, opened in the present
 * epoch of an active account. The one place in SQL that says so, as `Session.alive` does in the domain.
 */
export function livingSessions(db: Kysely<Tables>, { clock, lifetime }: SessionTime) {
  const secondsAgo = (seconds: number) => new Date(clock.now().getTime() - seconds * 1000);
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .where('users.status', '=', 'active')
    .where('users.erased_at', 'is', null)
    .where('sessions.ended_at', 'is', null)
    .whereRef('sessions.epoch', '=', 'users.epoch')
    .where('sessions.rotated_at', '>', secondsAgo(lifetime.idleSeconds))
    .where('sessions.created_at', '>', secondsAgo(lifetime.absoluteSeconds));
}
