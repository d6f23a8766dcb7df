import type { User } from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { NewTask } from '../ports/task-queue.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import { scrubEventsTask } from '../tasks/scrub-events.ts';

/** What an erasure leaves to be done: its events leave the log when they have gone out. */
export interface ErasureCause extends Pick<NewTask, 'traceparent' | 'requestId'> {
  readonly ids: Pick<IdGenerator, 'uuid'>;
}

/** Erases a user with all that is kept of them; an id is left, and the address is free. */
export function eraseUser(tx: Transaction, user: User, now: Date, cause: ErasureCause): void {
  if (user.activeAdmin) tx.keepAdmin();
  user.erase(now);
  tx.sessions.removeOf(user.id);
  tx.emailReversals.removeOf(user.id);
  tx.forget(user.id);
  tx.enqueue(scrubEventsTask(cause.ids.uuid(), cause, user.id));
}
