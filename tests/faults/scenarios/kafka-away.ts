import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { until } from '../../support/until.ts';
import { kafkaComplete, kafkaInOrder } from '../chaos/checks/kafka-order.ts';
import { logComplete } from '../chaos/checks/log-complete.ts';
import { History } from '../chaos/driver/history.ts';
import { gather } from '../chaos/run/gather.ts';
import { createWorld } from '../chaos/world/world.ts';
import { enrol, median, steadyLoad } from './people.ts';

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

/** The same load for as long with Kafka and without; then Kafka comes back. */
export async function kafkaAway(seconds: number, print: (line: string) => void = () => {}): Promise<KafkaAway> {
  const world = await createWorld({ slots: ['serve-1', 'relay-1', 'worker-1'], print });
  const database = new pg.Client({ connectionString: world.servers.postgres.url });
  await database.connect();
  const waiting = async (): Promise<number> => {
    return (await database.query('select count(*)::int as n from outbox')).rows[0].n;
  };
  try {
    const url = world.urls[0] ?? '';
    const people = await enrol(url, world.mailbox, 8);
    const loaded = (ms: number) => {
      const end = Date.now() + ms;
      return steadyLoad(url, people, () => Date.now() < end);
    };
    // What is compiled and cached by the first requests is not counted on either side.
    await loaded(2_000);
    const there = await loaded(seconds * 1_000);
    const back = await world.servers.kill('kafka', 'as it was');
    print('Kafka is away');
    const away = await loaded(seconds * 1_000);
    const backlog = await waiting();
    await back();
    print(`Kafka is back, ${backlog} events wait`);
    await until('the first to go out', async () => (await waiting()) < backlog, { timeoutMs: 60_000, intervalMs: 10 });
    const since = performance.now();
    const left = await waiting();
    await until('the outbox to be empty', async () => (await waiting()) === 0, { timeoutMs: 120_000, intervalMs: 10 });
    const perSecond = left / ((performance.now() - since) / 1_000);
    await delay(500);
    const evidence = await gather(world, new History(), []);
    return {
      ...{ thereMs: median(there.writes), awayMs: median(away.writes), backlog, perSecond },
      failures: [...there.failures, ...away.failures],
      complaints: [logComplete, kafkaComplete, kafkaInOrder].flatMap((check) => [...check(evidence)]),
    };
  } finally {
    await database.end();
    await world.close();
  }
}
