import type { ParkedEvent } from '@users/application';
import { tokens } from '../../container/tokens.ts';
import type { Command } from '../command.ts';
import { printJson, table } from '../table.ts';
import { withService } from '../with-service.ts';

/** Each holds up a user, so there are few. */
const limit = 200;

/** `users event dead-letters` */
export const listDeadLetters: Command = {
  name: 'event dead-letters',
  summary: 'List events that Kafka refused too often, and why.',
  usage: [
    'event dead-letters [--json]',
    '',
    `Up to ${limit}, the oldest first. Each is parked: it holds up the later events of the same user, and nobody else.`,
  ].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'event-dead-letters', async ({ container }) => {
      const events = await container.resolve(tokens.outbox).parked(limit);
      if (options.json) printJson(events.map(eventJson));
      else if (events.length === 0) console.log('No event is parked.');
      else console.log(table(['EVENT', 'TYPE', 'USER', 'SEQUENCE', 'PARKED', 'BEHIND', 'REASON'], events.map(row)));
      if (events.length > 0 && !options.json) console.log('\n`users event retry <id>` or `--all` tries again.');
    });
  },
};

function row({ id, type, subject, sequence, parkedAt, behind, reason }: ParkedEvent): string[] {
  return [id, type, subject, String(sequence), parkedAt.toISOString(), String(behind), reason];
}

function eventJson({ id, type, subject, sequence, time, attempts, reason, parkedAt, behind }: ParkedEvent) {
  return { id, type, user_id: subject, sequence, time, tries: attempts, reason, parked_at: parkedAt, behind };
}
