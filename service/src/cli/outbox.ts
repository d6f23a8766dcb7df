import { tokens } from '../container/tokens.ts';
import type { Command } from './command.ts';
import { printJson } from './table.ts';
import { withService } from './with-service.ts';

/** `users outbox` */
export const outbox: Command = {
  name: 'outbox',
  summary: 'Show what waits: events for Kafka, tasks for the worker.',
  usage: 'outbox [--json]\n\nA parked task failed for good and waits for an operator.',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'outbox', async ({ container }) => {
      const [events, tasks] = await Promise.all([
        container.resolve(tokens.outbox).backlog(),
        container.resolve(tokens.taskQueue).count(),
      ]);
      if (options.json) {
        printJson({ events, tasks });
        return;
      }
      const since = events.oldest === null ? '' : `, the oldest since ${events.oldest.toISOString()}`;
      console.log(`Events not yet published: ${events.waiting}${since}`);
      console.log(`Tasks: ${tasks.waiting} waiting, ${tasks.parked} parked`);
    });
  },
};
