import type { Backlog, Outbox, ParkedEvent } from '@users/application';
import { tokens } from '../container/tokens.ts';
import { StartError } from '../run/start-error.ts';
import { type Command, type CommandInput, UsageError } from './command.ts';
import { printJson, table } from './table.ts';
import { withService } from './with-service.ts';

/** Parked events shown at once: each holds up a user, so there are few. */
const listed = 200;

/** `users outbox [list|retry]` */
export const outbox: Command = {
  name: 'outbox',
  summary: 'Show what waits for Kafka and for the worker; list and retry events that Kafka refused.',
  usage: [
    'outbox [--json]                      how many wait',
    '       users outbox list [--json]           events that Kafka refused too often, and why',
    '       users outbox retry <event id>|--all  try them again, after the reason is mended',
    '',
    'A parked event holds up the later events of the same user, and nobody else.',
  ].join('\n'),
  words: true,
  options: { json: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  async run({ config, options, words }) {
    const work = workOf(words, options);
    await withService(config(), 'outbox', async ({ container }) => {
      const tasks = container.resolve(tokens.taskQueue);
      await work(container.resolve(tokens.outbox), () => tasks.count(), options.json === true);
    });
  },
};

type TaskCount = () => Promise<{ waiting: number; parked: number }>;
type Work = (events: Outbox, tasks: TaskCount, json: boolean) => Promise<void>;

/** @throws UsageError */
function workOf([word, ...more]: readonly string[], { all }: CommandInput['options']): Work {
  if (word === undefined && all !== true) return showCounts;
  if (word === 'list' && more.length === 0 && all !== true) return showParked;
  if (word !== 'retry') throw new UsageError('After outbox comes nothing, list or retry.');
  const [id, ...rest] = more;
  if (rest.length > 0 || (id === undefined) === (all !== true)) {
    throw new UsageError('Say which: one event id, or --all.');
  }
  return (events, _, json) => retry(events, id ?? null, json);
}

async function showCounts(outbox: Outbox, count: TaskCount, json: boolean): Promise<void> {
  const [events, tasks] = await Promise.all([outbox.backlog(), count()]);
  if (json) return printJson({ events, tasks });
  console.log(`Events not yet published: ${events.waiting}${since(events)}`);
  if (events.parked > 0) console.log(`Parked, refused by Kafka: ${events.parked}; see \`users outbox list\``);
  console.log(`Tasks: ${tasks.waiting} waiting, ${tasks.parked} parked`);
}

function since({ oldest }: Backlog): string {
  return oldest === null ? '' : `, the oldest since ${oldest.toISOString()}`;
}

async function showParked(outbox: Outbox, _: TaskCount, json: boolean): Promise<void> {
  const events = await outbox.parked(listed);
  if (json) return printJson({ events: events.map(toJson) });
  if (events.length === 0) return console.log('No event is parked.');
  const rows = events.map(({ id, type, subject, sequence, parkedAt, behind, reason }) => [
    ...[id, type, subject, String(sequence), parkedAt.toISOString(), String(behind), reason],
  ]);
  console.log(table(['EVENT', 'TYPE', 'USER', 'SEQUENCE', 'PARKED', 'BEHIND', 'REASON'], rows));
}

function toJson({ parkedAt, ...event }: ParkedEvent) {
  return { ...event, parked_at: parkedAt };
}

async function retry(outbox: Outbox, id: string | null, json: boolean): Promise<void> {
  const retried = await outbox.retry(id);
  if (id !== null && retried === 0)
    throw new StartError(`No parked event has the id ${id}. See \`users outbox list\`.`);
  if (json) printJson({ retried });
  else console.log(`${retried} ${retried === 1 ? 'event is' : 'events are'} tried again.`);
}
