import type { TaskView } from '@users/application';
import { tokens } from '../../container/tokens.ts';
import type { Command } from '../command.ts';
import { printJson, table } from '../table.ts';
import { withService } from '../with-service.ts';

const limit = 200;

/** `users task list` */
export const listTasks: Command = {
  name: 'task list',
  summary: 'List what the worker has to do, or what it has given up.',
  usage: [
    'task list [--parked] [--json]',
    '',
    `Up to ${limit}: what waits, the next due first; with --parked what failed for good, the latest first.`,
    'What a task holds is not shown: addresses, and sealed secrets.',
    '',
    'Example: users task list --parked',
  ].join('\n'),
  options: { parked: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    const parked = options.parked === true;
    await withService(config(), 'task-list', async ({ container }) => {
      const tasks = await container.resolve(tokens.taskQueue).list({ parked, limit });
      if (options.json) printJson(tasks.map(taskJson));
      else if (tasks.length === 0) console.log(parked ? 'No task is parked.' : 'No task waits.');
      else console.log(table(['ID', 'TYPE', parked ? 'PARKED' : 'DUE', 'TRIES', 'REASON'], tasks.map(row)));
      if (parked && tasks.length > 0 && !options.json) console.log('\n`users task retry <id>` or `--all` tries again.');
    });
  },
};

function row({ id, type, dueAt, attempt, parkedAt, reason }: TaskView): string[] {
  return [id, type, (parkedAt ?? dueAt).toISOString(), String(attempt), reason ?? ''];
}

function taskJson({ id, type, requestId, createdAt, dueAt, attempt, leasedUntil, parkedAt, reason }: TaskView) {
  return {
    ...{ id, type, request_id: requestId, created_at: createdAt, due_at: dueAt, tries: attempt },
    ...{ leased_until: leasedUntil, parked_at: parkedAt, reason },
  };
}
