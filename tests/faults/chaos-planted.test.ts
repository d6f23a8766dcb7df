import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { until } from '../support/until.ts';
import { kafkaComplete, kafkaInOrder } from './chaos/checks/kafka-order.ts';
import { feedIsTheLog, logComplete } from './chaos/checks/log-complete.ts';
import { Driver } from './chaos/driver/driver.ts';
import { History } from './chaos/driver/history.ts';
import { gather } from './chaos/run/gather.ts';
import { createWorld, type World } from './chaos/world/world.ts';

const runMs = 3_000;

/** A check that has never been red proves nothing: each mistake is made by a real process, and must be seen. */
describeWithOwnServers('the checks after a storm, on a process with a planted mistake', () => {
  let world: World;
  let known: readonly string[] = [];
  let runs = 0;

  beforeAll(async () => {
    world = await createWorld({ slots: ['serve-1', 'worker-1'] });
  });
  afterAll(() => world?.close());

  const start = async (role: string, planted?: string): Promise<ServiceProcess> => {
    const { variables = {} } = world.slots.get('worker-1') ?? {};
    const plant = planted && new URL(`./chaos/planted/${planted}.ts`, import.meta.url).href;
    const PORT = String(await freePort());
    return startService(role, { ...variables, PORT, ...(plant ? { NODE_OPTIONS: `--import=${plant}` } : {}) });
  };

  const outboxToBeEmpty = async (): Promise<void> => {
    const database = new pg.Client({ connectionString: world.servers.postgres.url });
    await database.connect();
    await until(
      'the outbox to be empty',
      async () => (await database.query('select from outbox limit 1')).rowCount === 0,
      {
        timeoutMs: 30_000,
      },
    );
    await database.end();
  };

  /** People at work for some seconds; what the checks say of it that they have not said before. */
  async function complaintsOf(planted: string | undefined, options: { kills: number }): Promise<readonly string[]> {
    runs += 1;
    const driver = new Driver({ ...world, seed: runs, members: 5, prefix: `run${runs}-` });
    driver.start();
    let running = await start('relay', planted);
    for (let kills = 0; kills < options.kills; kills += 1) {
      await delay(runMs / options.kills);
      await running.kill();
      running = await start('relay', planted);
    }
    await delay(runMs);
    await driver.stop();
    await outboxToBeEmpty();
    // So that what is only said to be out is out: the mistake shows by the kills, not by looking too early.
    await delay(1_000);
    await running.kill();
    const evidence = await gather(world, driver.history, []);
    const all = [logComplete, feedIsTheLog, kafkaComplete, kafkaInOrder].flatMap((check) => [...check(evidence)]);
    const fresh = all.filter((complaint) => !known.includes(complaint));
    known = all;
    return fresh;
  }

  it('find nothing wrong with the relay as it is, killed or not', async () => {
    expect(await complaintsOf(undefined, { kills: 1 })).toEqual([]);
  });

  it('see that it saves first and publishes afterwards', async () => {
    expect((await complaintsOf('published-later', { kills: 2 })).join('\n')).toMatch(/^Kafka: .* is not there$/m);
  });

  it('see that it passes over a row', async () => {
    expect((await complaintsOf('row-passed-over', { kills: 0 })).join('\n')).toMatch(/^Kafka: .* is not there$/m);
  });

  it('see that it sends out of order', async () => {
    expect((await complaintsOf('out-of-order', { kills: 0 })).join('\n')).toMatch(
      /^Kafka: .* has number \d+ first after/m,
    );
  });

  it('see that the feed passes over an event between two pages', async () => {
    const serve = await start('serve', 'feed-passes-over');
    const evidence = await gather(world, new History(), [], serve.url);
    await serve.kill();
    expect([...feedIsTheLog(evidence)].join('\n')).toMatch(/^feed: at place \d+ stands/);
  });
});
