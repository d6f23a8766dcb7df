import type { ParkedEvent } from '@users/application';
import { tokens } from '../container/tokens.ts';
import { StartError } from '../run/start-error.ts';
import { type Command, UsageError } from './command.ts';
import { printJson, table } from './table.ts';
import { withService } from './with-service.ts';

/** Each holds up a user, so there are few. */
const limit = 200;

/** `users outbox list` */
export const listParkedEvents: Command = {
  name: 'outbox list',
  summary: 'List events that Kafka refused too often, and why.',
  usage: [
    'outbox list [--json]',
    '',
    `Up to ${limit}, the oldest first. A parked event holds up the later events of the same user, and nobody else.`,
  ].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'outbox', async ({ container }) => {
      const events = await container.resolve(tokens.outbox).parked(limit);
      if (options.json) printJson(events.map(eventJson));
      else if (events.length === 0) console.log('No event is parked.');
      else console.log(table(['EVENT', 'TYPE', 'USER', 'SEQUENCE', 'PARKED', 'BEHIND', 'REASON'], events.map(row)));
      if (events.length > 0 && !options.json) console.log('\n`users outbox retry <id>` or `--all` tries again.');
    });
  },
};

/** `users outbox retry` */
export const retryEvents: Command = {
  name: 'outbox retry',
  summary: 'Give parked events to the relay again, once their cause is mended.',
  usage: 'outbox retry <id> | --all\n\nExample: users outbox retry --all',
  argument: 'id of a parked event',
  argumentOptional: true,
  options: { all: { type: 'boolean', default: false } },
  async run({ config, options, argument }) {
    if ((argument === '') !== (options.all === true)) throw new UsageError('Say which: the id of one, or --all.');
    await withService(config(), 'outbox', async ({ container }) => {
      const count = await container.resolve(tokens.outbox).retry(options.all ? null : argument);
      if (count === 0 && !options.all)
        throw new StartError(`No event ${argument} is parked: see \`users outbox list\`.`);
      console.log(`${count} given to the relay again.`);
    });
  },
};

function row({ id, type, subject, sequence, parkedAt, behind, reason }: ParkedEvent): string[] {
  return [id, type, subject, String(sequence), parkedAt.toISOString(), String(behind), reason];
}

function eventJson({ id, type, subject, sequence, time, attempts, reason, parkedAt, behind }: ParkedEvent) {
  return { id, type, user_id: subject, sequence, time, tries: attempts, reason, parked_at: parkedAt, behind };
}
