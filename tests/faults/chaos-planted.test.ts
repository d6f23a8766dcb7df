import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { until } from '../support/until.ts';
import type { Evidence } from './chaos/checks/evidence.ts';
import { kafkaComplete, kafkaInOrder } from './chaos/checks/kafka-order.ts';
import { keysOnce } from './chaos/checks/keys-once.ts';
import { feedIsTheLog, logComplete, streamedIsTheLog } from './chaos/checks/log-complete.ts';
import { writesKept } from './chaos/checks/writes-kept.ts';
import { Driver } from './chaos/driver/driver.ts';
import { History, type Write } from './chaos/driver/history.ts';
import { Streamer } from './chaos/driver/streamer.ts';
import { gather } from './chaos/run/gather.ts';
import { createWorld, type World } from './chaos/world/world.ts';

const runMs = 3_000;

/** A check that has never been red proves nothing: each mistake is made by a real process, and must be seen. */
describeWithOwnServers('the checks after a storm, on a process with a planted mistake', () => {
  let world: World;
  let known: readonly string[] = [];
  let runs = 0;
  const written: Write[] = [];

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

  const judge = (evidence: Evidence): readonly string[] => {
    // The log is that of all runs, so what was written must be too.
    written.push(...evidence.writes);
    const checks = [logComplete, feedIsTheLog, kafkaComplete, kafkaInOrder, keysOnce, writesKept];
    const all = checks.flatMap((check) => [...check({ ...evidence, writes: written })]);
    const fresh = all.filter((complaint) => !known.includes(complaint));
    known = all;
    return fresh;
  };

  /** Some people at work; `meanwhile` has the driver's time. */
  async function work(urls: readonly string[], meanwhile: (history: History) => Promise<unknown>): Promise<History> {
    runs += 1;
    const driver = new Driver({ ...world, urls, seed: runs, members: 5, prefix: `run${runs}-` });
    driver.start();
    await meanwhile(driver.history);
    await delay(runMs);
    await driver.stop();
    await outboxToBeEmpty();
    return driver.history;
  }

  /** What the checks say of a relay that they have not said before. */
  async function complaintsOf(planted: string | undefined, options: { kills: number }): Promise<readonly string[]> {
    let running = await start('relay', planted);
    const history = await work(world.urls, async () => {
      for (let kills = 0; kills < options.kills; kills += 1) {
        await delay(runMs / options.kills);
        await running.kill();
        running = await start('relay', planted);
      }
    });
    // So that what is only said to be out is out: the mistake shows by the kills, not by looking too early.
    await delay(1_000);
    await running.kill();
    return judge(await gather(world, history, []));
  }

  /** The same of an API, which has `others` beside it, once it has died or enough has happened. */
  async function complaintsOfServe(
    planted: string,
    others: readonly string[],
    enough: (history: History) => boolean,
  ): Promise<readonly string[]> {
    const [relay, serve] = [await start('relay'), await start('serve', planted)];
    let ended = false;
    void serve.ended.then(() => {
      ended = true;
    });
    const history = await work([serve.url, ...others], (all) => {
      return until('enough requests under keys', () => ended || enough(all), { timeoutMs: 120_000 });
    });
    await Promise.all([relay.kill(), serve.kill()]);
    return judge(await gather(world, history, []));
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

  it('see that a key is forgotten', async () => {
    const enough = ({ keyed }: History) => {
      const some = (operation: string, answers: 'answers' | 'misused', least: number) =>
        keyed.some((each) => each.operation === operation && each[answers].length >= least);
      return some('register', 'answers', 2) && some('invite', 'answers', 2) && some('register', 'misused', 1);
    };
    const complaints = (await complaintsOfServe('keys-forgotten', [], enough)).join('\n');
    expect(complaints).toMatch(/"register" under its key .* was done again/);
    expect(complaints).toMatch(/"invite" under its key .* was refused: 409 email_taken/);
    expect(complaints).toMatch(/another payload gives 202/);
  });

  it('see that a key is written after the change', async () => {
    expect((await complaintsOfServe('key-written-later', world.urls, () => false)).join('\n')).toMatch(
      /nobody asked for user.verification_token.created|was refused: 409 email_taken/,
    );
  });

  it('see that the feed passes over an event between two pages, and in a stream', async () => {
    const serve = await start('serve', 'feed-passes-over');
    const { streamed } = new History();
    await new Streamer([serve.url], world.admin, streamed).toTheEnd();
    const evidence = { ...(await gather(world, new History(), [], serve.url)), streamed };
    await serve.kill();
    expect([...feedIsTheLog(evidence)].join('\n')).toMatch(/^feed: at place \d+ stands/);
    expect([...streamedIsTheLog(evidence)].join('\n')).toMatch(/^streamed feed: at place \d+ stands/);
  });
});
