import type { RecurringJob } from '../tasks/task-handler.ts';

const perStep = 500;

/**
 * Removes what is over, some at a time.
 *
 * @param of.remove removes about so many; returns how many
 */
export function removeRows(of: {
  type: string;
  everySeconds: number;
  remove: (limit: number) => Promise<number>;
}): RecurringJob {
  return {
    type: of.type,
    step: async () => ((await of.remove(perStep)) >= perStep ? 0 : of.everySeconds),
  };
}
