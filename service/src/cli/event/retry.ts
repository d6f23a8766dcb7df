import { tokens } from '../../container/tokens.ts';
import { StartError } from '../../run/start-error.ts';
import { type Command, UsageError } from '../command.ts';
import { withService } from '../with-service.ts';

/** `users event retry` */
export const retryEvents: Command = {
  name: 'event retry',
  summary: 'Give parked events to the relay again, once their cause is mended.',
  usage: 'event retry <id> | --all\n\nExample: users event retry --all',
  argument: 'id of a parked event',
  argumentOptional: true,
  options: { all: { type: 'boolean', default: false } },
  async run({ config, options, argument }) {
    if ((argument === '') !== (options.all === true)) throw new UsageError('Say which: the id of one, or --all.');
    await withService(config(), 'event-retry', async ({ container }) => {
      const count = await container.resolve(tokens.outbox).retry(options.all ? null : argument);
      if (count === 0 && !options.all)
        throw new StartError(`No event ${argument} is parked: see \`users event dead-letters\`.`);
      console.log(`${count} given to the relay again.`);
    });
  },
};
