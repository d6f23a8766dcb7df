import type { AccountRetention } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Housekeeping } from '../ports/housekeeping.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import { type RecurringJob, taskContext } from '../tasks/task-handler.ts';
import { eraseUser } from '../users/erase-user.ts';

export interface EraseEndedAccountsDependencies {
  readonly housekeeping: Pick<Housekeeping, 'endedAccounts'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly retention: AccountRetention;
  readonly ids: Pick<IdGenerator, 'uuid'>;
}

const perStep = 100;
/** A step ends after so long, however many are left: well within the lease. */
const stepSeconds = 15;

interface EndedAccounts {
  readonly type: string;
  readonly status: 'pending' | 'deleted';
  /** Its name in the audit trail. */
  readonly action: string;
  readonly everySeconds: number;
}

/**
 * Erases accounts whose time is over, each by a change of its own. Whether it is over is asked of the account that is
 * written: one that is verified, restored or gets a new link at the same moment either comes first and stays, or finds
 * nobody. A step throws what the first failed of when there is nothing else to do: it must not go unseen, nor hold up
 * the others.
 */
export function eraseEndedAccounts(deps: EraseEndedAccountsDependencies, of: EndedAccounts): RecurringJob {
  const { housekeeping, unitOfWork, clock, retention, ids } = deps;
  const erase = (task: LeasedTask, id: string) =>
    unitOfWork.run(taskContext(task, of.action, null), async (tx) => {
      const user = await tx.users.find(id);
      if (user?.ended(retention, clock.now())) eraseUser(tx, user, clock.now(), { ids, ...task });
    });
  return {
    type: of.type,
    async step(task) {
      const start = clock.now();
      const found = await housekeeping.endedAccounts(of.status, { retention, now: start, limit: perStep });
      const failures: unknown[] = [];
      for (const id of found) {
        if (clock.now().getTime() - start.getTime() > stepSeconds * 1000) return 0;
        await erase(task, id).catch((error: unknown) => {
          if (error instanceof DependencyUnavailable) throw error;
          failures.push(error);
        });
      }
      const full = found.length === perStep;
      if (failures.length > 0 && (!full || failures.length === perStep)) throw failures[0];
      return full ? 0 : of.everySeconds;
    },
  };
}
