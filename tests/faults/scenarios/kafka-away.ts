import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { until } from '../../support/until.ts';
import { kafkaComplete, kafkaInOrder } from '../chaos/checks/kafka-order.ts';
import { feedIsTheLog, logComplete } from '../chaos/checks/log-complete.ts';
import { History } from '../chaos/driver/history.ts';
import { gather } from '../chaos/run/gather.ts';
import { createWorld } from '../chaos/world/world.ts';
import { enrol, type Load, median, steadyLoad } from './people.ts';

export type KafkaAway = {
  /** Median milliseconds of a write, with Kafka there and without. */
  readonly thereMs: number;
  readonly awayMs: number;
  /** Events that waited when Kafka came back, and how many of them a second went out, from its first answer on. */
  readonly backlog: number;
  readonly perSecond: number;
  readonly failures: readonly string[];
  readonly complaints: readonly string[];
};

/** The same load for as long with Kafka and without, in turn, so that a busy hour of the machine hits both alike. */
export async function kafkaAway(
  { rounds, seconds }: { rounds: number; seconds: number },
  print: (line: string) => void = () => {},
): Promise<KafkaAway> {
  const world = await createWorld({ slots: ['serve-1', 'relay-1', 'worker-1'], print });
  const backlog = await openBacklog(world.servers.postgres.url);
  try {
    const url = world.urls[0] ?? '';
    const people = await enrol(url, world.mailbox, 8);
    const loaded = (ms: number) => {
      const end = Date.now() + ms;
      return steadyLoad(url, people, () => Date.now() < end);
    };
    // What is compiled and cached by the first requests is not counted on either side.
    await loaded(2_000);
    const there: Load[] = [];
    const away: Load[] = [];
    const drained = { events: 0, ms: 0, backlog: 0 };
    for (let round = 1; round <= rounds; round += 1) {
      there.push(await loaded(seconds * 1_000));
      await backlog.empty();
      const back = await world.servers.kill('kafka', 'as it was');
      away.push(await loaded(seconds * 1_000));
      drained.backlog += await backlog.count();
      await back();
      const { events, ms } = await backlog.drain();
      drained.events += events;
      drained.ms += ms;
      print(`round ${round} of ${rounds}: ${events} events went out in ${Math.round(ms)} ms`);
    }
    await delay(500);
    const evidence = await gather(world, new History(), []);
    return {
      ...{ thereMs: medianWrite(there), awayMs: medianWrite(away) },
      ...{ backlog: drained.backlog, perSecond: (drained.events / drained.ms) * 1_000 },
      failures: [...there, ...away].flatMap(({ failures }) => failures),
      complaints: [logComplete, feedIsTheLog, kafkaComplete, kafkaInOrder].flatMap((check) => [...check(evidence)]),
    };
  } finally {
    await backlog.close();
    await world.close();
  }
}

function medianWrite(loads: readonly Load[]): number {
  return median(loads.flatMap(({ writes }) => writes).toSorted((a, b) => a - b));
}

async function openBacklog(url: string) {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  const count = async (): Promise<number> => {
    return (await database.query('select count(*)::int as n from outbox')).rows[0].n;
  };
  const patience = { timeoutMs: 120_000, intervalMs: 10 };
  const empty = () => until('the outbox to be empty', async () => (await count()) === 0, patience);
  return {
    ...{ count, empty },
    /** What goes out from the first answer of Kafka on, and how long that takes. */
    async drain(): Promise<{ events: number; ms: number }> {
      const waiting = await count();
      const events = await until(
        'the first to go out',
        async () => {
          const left = await count();
          return left < waiting && { left };
        },
        patience,
      );
      const since = performance.now();
      await empty();
      return { events: events.left, ms: performance.now() - since };
    },
    close: () => database.end(),
  };
}
