import { tokens } from '../../container/tokens.ts';
import { StartError } from '../../run/start-error.ts';
import { type Command, UsageError } from '../command.ts';
import { withService } from '../with-service.ts';

/** `users task retry` */
export const retryTasks: Command = {
  name: 'task retry',
  summary: 'Give parked tasks to the worker again, once their cause is mended.',
  usage: 'task retry <id> | --all\n\nExample: users task retry --all',
  argument: 'id of a parked task',
  argumentOptional: true,
  options: { all: { type: 'boolean', default: false } },
  async run({ config, options, argument }) {
    if ((argument === '') !== (options.all === true)) throw new UsageError('Say which: the id of one, or --all.');
    await withService(config(), 'task-retry', async ({ container }) => {
      const count = await container.resolve(tokens.taskQueue).unpark(options.all ? 'all' : [argument]);
      if (count === 0 && !options.all) throw new StartError(`No task ${argument} is parked.`);
      console.log(`${count} given to the worker again.`);
    });
  },
};
