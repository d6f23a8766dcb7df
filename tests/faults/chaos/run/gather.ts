import { eventTypes } from '@users/events';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { readMessages } from '../../../support/kafka-records.ts';
import type { Evidence, LoggedEvent, MailFault, PublishedEvent, UserRow } from '../checks/evidence.ts';
import { Follower } from '../driver/follower.ts';
import { History } from '../driver/history.ts';
import type { Inflicted } from '../world/inflict.ts';
import type { World } from '../world/world.ts';

/** What is read from; a whole world is more. */
export type Left = Pick<World, 'mailbox' | 'urls' | 'admin'> & {
  readonly servers: { readonly postgres: { readonly url: string }; readonly kafka: { readonly url: string } };
};

/**
 * Reads everything that a run has left, from its beginning.
 *
 * @param url of the instance whose feed is read; the first one unless told
 */
export async function gather(
  world: Left,
  history: History,
  inflicted: readonly Inflicted[],
  url = world.urls[0] ?? '',
): Promise<Evidence> {
  const { users, log, waiting } = await fromPostgres(world.servers.postgres.url);
  const published = await fromKafka(world.servers.kafka.url);
  return {
    ...{ writes: history.writes, keyed: history.keyed, dead: history.dead },
    ...{ users, log: unblanked(log, published), waiting, published },
    feed: await fromFeed(url, world),
    ...{ followed: history.followed, streamed: history.streamed },
    mails: world.mailbox.all,
    mailFaults: inflicted.flatMap((each) => asMailFault(each) ?? []),
    others: new Set([world.admin.email]),
  };
}

async function fromFeed(url: string, { admin }: Left): Promise<Evidence['feed']> {
  const { followed } = new History();
  await new Follower([url], admin, followed).toTheEnd();
  return followed;
}

/** Of people who were erased the log keeps no names: what their events said is on Kafka alone. */
function unblanked(log: readonly LoggedEvent[], published: readonly PublishedEvent[]): LoggedEvent[] {
  const erased = new Set(log.filter(({ type }) => type === 'user.deleted').map(({ subject }) => subject));
  const values = new Map(published.map(({ headers, value }) => [headers.ce_id, value]));
  return log.map((event) => {
    const blank = erased.has(event.subject) && JSON.parse(event.data).email === '';
    return blank ? { ...event, data: values.get(event.id) ?? event.data } : event;
  });
}

async function fromPostgres(url: string): Promise<Pick<Evidence, 'users' | 'log' | 'waiting'>> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    const { rows: users } = await database.query<UserRow>(`
      select id, email, full_name, status, email_verified_at is not null as email_verified,
        erased_at is not null as erased, version, sequence from users`);
    const { rows } = await database.query(
      'select position, id, type, subject, sequence, data::text as data, time from events order by position',
    );
    const { rows: outbox } = await database.query('select count(*)::int as waiting from outbox');
    const log: LoggedEvent[] = rows.map(({ time, ...row }) => {
      return { ...row, position: BigInt(row.position), at: time.getTime() };
    });
    return { users, log, waiting: outbox[0].waiting };
  } finally {
    await database.end();
  }
}

async function fromKafka(brokers: string): Promise<PublishedEvent[]> {
  const ends = await endOffsets(brokers);
  const left = new Set(ends.keys());
  if (left.size === 0) return [];
  const deliveries = await readMessages(
    brokers,
    eventTypes,
    (seen) => {
      const last = seen.at(-1);
      const place = `${last?.topic} ${last?.partition}`;
      if (last && BigInt(last.message.offset) >= (ends.get(place) ?? 0n) - 1n) left.delete(place);
      return left.size === 0;
    },
    120_000,
  );
  return deliveries.map(({ topic, partition, message }) => ({
    ...{ topic, partition, offset: BigInt(message.offset) },
    key: String(message.key),
    value: String(message.value),
    headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)])),
  }));
}

/** By topic and partition, where there are records at all. */
async function endOffsets(brokers: string): Promise<Map<string, bigint>> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const ends = new Map<string, bigint>();
  for (const topic of eventTypes) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (BigInt(high) > BigInt(low)) ends.set(`${topic} ${partition}`, BigInt(high));
    }
  }
  await admin.disconnect();
  return ends;
}

function asMailFault({ fault, from, until }: Inflicted): MailFault | null {
  if (fault.kind === 'link') {
    const mattering = fault.of.startsWith('worker') && ['postgres', 'smtp'].includes(fault.to);
    return mattering ? { what: `link ${fault.of} – ${fault.to}`, from, until, workers: 1 } : null;
  }
  if (!fault.victim.startsWith('worker') && fault.victim !== 'postgres') return null;
  return { what: `${fault.kind} ${fault.victim}`, from, until, workers: fault.victim === 'postgres' ? 2 : 1 };
}
