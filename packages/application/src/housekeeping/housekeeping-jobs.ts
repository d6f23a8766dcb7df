import { emailChangeAllowance, type SessionLifetime } from '@users/domain';
import type { Housekeeping } from '../ports/housekeeping.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import type { RecurringJob } from '../tasks/task-handler.ts';
import { type EraseEndedAccountsDependencies, eraseEndedAccounts } from './erase-ended-accounts.ts';
import { removeRows } from './remove-rows.ts';

export interface HousekeepingDependencies extends EraseEndedAccountsDependencies {
  readonly housekeeping: Housekeeping;
  readonly sessionLifetime: SessionLifetime;
  /** How long published events stay in the log. */
  readonly eventRetentionSeconds: number;
}

/** The rows in the queue, one a job. Their ids never change: that is what makes them one. */
const rows = {
  'housekeeping.pending_accounts': '00000000-0000-7000-8000-000000000001',
  'housekeeping.deleted_accounts': '00000000-0000-7000-8000-000000000002',
  'housekeeping.sessions': '00000000-0000-7000-8000-000000000003',
  'housekeeping.tokens': '00000000-0000-7000-8000-000000000004',
  'housekeeping.email_reversals': '00000000-0000-7000-8000-000000000005',
  'housekeeping.event_log': '00000000-0000-7000-8000-000000000006',
  'housekeeping.idempotency_keys': '00000000-0000-7000-8000-000000000007',
  'housekeeping.request_counts': '00000000-0000-7000-8000-000000000008',
  'housekeeping.request_keys': '00000000-0000-7000-8000-000000000009',
  'housekeeping.link_pauses': '00000000-0000-7000-8000-00000000000a',
} as const;

type HousekeepingType = keyof typeof rows;

export const housekeepingTypes = Object.keys(rows) as readonly HousekeepingType[];

const hour = 3600;
/** A session that is over is kept so long for whoever asks what happened. */
const endedSessionSeconds = 7 * 24 * hour;
/** Keys of requests live a minute; as many come as strangers make requests. */
const requestKeySweepSeconds = 15;
/** Longer than any pause between links. */
const linkPauseSeconds = 24 * hour;

/** Puts the row of each job into the queue, due at once; one that is there stays as it is. @throws DependencyUnavailable */
export async function planHousekeeping(tasks: Pick<TaskQueue, 'enqueue'>): Promise<void> {
  for (const type of housekeepingTypes) {
    await tasks.enqueue({ id: rows[type], type, payload: {}, traceparent: null, requestId: type });
  }
}

/** Everything that is done again and again: hourly when there is little to do, keys of requests soon after their minute. */
export function housekeepingJobs(deps: HousekeepingDependencies): readonly RecurringJob[] {
  const { housekeeping, clock, sessionLifetime, eventRetentionSeconds } = deps;
  const ago = (seconds: number) => new Date(clock.now().getTime() - seconds * 1000);
  const removing = (type: HousekeepingType, remove: (limit: number) => Promise<number>, everySeconds = hour) =>
    removeRows({ type, everySeconds, remove });
  const erasing = (type: HousekeepingType, status: 'pending' | 'deleted', action: string) =>
    eraseEndedAccounts(deps, { type, status, action, everySeconds: hour });
  return [
    erasing('housekeeping.pending_accounts', 'pending', 'user.expire'),
    erasing('housekeeping.deleted_accounts', 'deleted', 'user.end_retention'),
    removing('housekeeping.sessions', (limit) =>
      housekeeping.removeSessions({
        endedBefore: ago(endedSessionSeconds),
        openedBefore: ago(sessionLifetime.absoluteSeconds + endedSessionSeconds),
        limit,
      }),
    ),
    removing('housekeeping.tokens', (limit) => housekeeping.removeTokens({ expiredBy: clock.now(), limit })),
    removing('housekeeping.email_reversals', (limit) =>
      housekeeping.removeEmailReversals({ expiredBy: clock.now(), limit }),
    ),
    {
      type: 'housekeeping.event_log' satisfies HousekeepingType,
      step: async () => {
        const dropped = await housekeeping.tendLog({ publishedBefore: ago(eventRetentionSeconds) });
        return dropped ? 0 : hour;
      },
    },
    removing('housekeeping.idempotency_keys', (limit) => housekeeping.removeAnswers({ expiredBy: clock.now(), limit })),
    removing('housekeeping.request_counts', (limit) =>
      housekeeping.removeRequestCounts({ lastBefore: ago(emailChangeAllowance.perSeconds), limit }),
    ),
    removing(
      'housekeeping.request_keys',
      (limit) => housekeeping.removeRequestKeys({ expiredBy: clock.now(), limit }),
      requestKeySweepSeconds,
    ),
    removing('housekeeping.link_pauses', (limit) =>
      housekeeping.removeLinkPauses({ quietSince: ago(linkPauseSeconds), limit }),
    ),
  ];
}
