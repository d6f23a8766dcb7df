import { housekeepingTypes } from '@users/application';
import { tokens } from '../../container/tokens.ts';
import type { Command } from '../command.ts';
import { printJson } from '../table.ts';
import { withService } from '../with-service.ts';

/** `users event backlog` */
export const showBacklog: Command = {
  name: 'event backlog',
  summary: 'Show what waits: events for Kafka, tasks for the worker.',
  usage:
    'event backlog [--json]\n\nA parked task failed for good and waits for an operator: see `users task list --parked`.',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'event-backlog', async ({ container }) => {
      const [events, tasks] = await Promise.all([
        container.resolve(tokens.outbox).backlog(),
        container.resolve(tokens.taskQueue).countByType().then(countWork),
      ]);
      if (options.json) {
        printJson({ events, tasks });
        return;
      }
      const since = events.oldest === null ? '' : `, the oldest since ${events.oldest.toISOString()}`;
      console.log(`Events not yet published: ${events.waiting}${since}`);
      if (events.parked > 0)
        console.log(`Parked, refused by Kafka: ${events.parked}; see \`users event dead-letters\``);
      console.log(`Tasks: ${tasks.waiting} waiting, ${tasks.parked} parked`);
    });
  },
};

/** Housekeeping always waits for its next time: that is no work that waits. */
function countWork(counts: readonly { type: string; waiting: number; parked: number }[]) {
  const work = counts.filter(({ type }) => !housekeepingTypes.some((each) => each === type));
  const sum = (of: 'waiting' | 'parked') => work.reduce((total, each) => total + each[of], 0);
  return { waiting: sum('waiting'), parked: sum('parked') };
}
