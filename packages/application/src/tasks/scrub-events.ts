import type { EventLog } from '../ports/event-log.ts';
import type { LeasedTask, NewTask } from '../ports/task-queue.ts';
import type { TaskHandler } from './task-handler.ts';

interface Dependencies {
  readonly eventLog: Pick<EventLog, 'scrub'>;
}

/** Events blanked by one statement. */
const perStatement = 500;

/**
 * Takes the personal data of an erased user out of the log, once its last event has gone out unchanged. What was
 * blanked stays so: a repeat finds nothing left.
 */
export class ScrubEvents implements TaskHandler {
  readonly type = 'scrub_events';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws NotYet while an event of this user waits to be published */
  async run({ payload }: LeasedTask): Promise<void> {
    const userId = String(payload.user_id);
    while ((await this.#deps.eventLog.scrub(userId, perStatement)) === perStatement);
  }
}

/** To be written with every erasure. */
export function scrubEventsTask(
  id: string,
  cause: Pick<NewTask, 'traceparent' | 'requestId'>,
  userId: string,
): NewTask {
  const { traceparent, requestId } = cause;
  return { id, type: 'scrub_events', payload: { user_id: userId }, traceparent, requestId };
}
