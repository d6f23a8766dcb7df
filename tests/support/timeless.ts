import { once } from 'node:events';
import type { UntilMyTurn } from '@users/application';

/** Where nobody else is in line. */
export const atOnce: UntilMyTurn = async () => {};

/** Times of a worker for which none passes: its pauses end at once, and it waits patiently for a turn. */
export const timeless = {
  patienceSeconds: 2,
  monotonicMs: () => 0,
  pause: async (_seconds: number, calledOff?: AbortSignal): Promise<void> => {
    if (calledOff !== undefined) await once(calledOff, 'abort');
  },
};
