import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { until } from '../support/until.ts';
import { kafkaComplete, kafkaInOrder } from './chaos/checks/kafka-order.ts';
import { logComplete } from './chaos/checks/log-complete.ts';
import { rowsMatch } from './chaos/checks/rows-match.ts';
import { writesKept } from './chaos/checks/writes-kept.ts';
import { Driver } from './chaos/driver/driver.ts';
import { gather } from './chaos/run/gather.ts';
import { recover } from './chaos/run/recovery.ts';
import { createWorld, type World } from './chaos/world/world.ts';
import { mountSmallDisk, type SmallDisk } from './scenarios/disk-full.ts';

const disk = await mountSmallDisk();
if (disk === null) {
  console.warn('tests/faults/disk-full: not tried, for only root may mount a disk to be filled');
  it('is not tried: no disk can be mounted here', async () => expect(await mountSmallDisk()).toBeNull());
} else {
  describeWithOwnServers("PostgreSQL's disk is full", () => onSmallDisk(disk));
}

function onSmallDisk(disk: SmallDisk): void {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ postgresFolder: disk.path, slots: ['serve-1', 'relay-1', 'worker-1'] });
  });
  afterAll(async () => {
    await world?.close();
    await disk.remove();
  });

  it('is said in clear errors, loses nothing, and is over when there is room again', {
    timeout: 300_000,
  }, async () => {
    const driver = new Driver({ ...world, seed: 1, members: 8 });
    driver.start();
    await delay(4_000);
    disk.fill();
    const failed = () => driver.history.writes.filter(({ status }) => status >= 500);
    await until('writes to fail', () => failed().length > 20, { timeoutMs: 120_000 });
    disk.empty();
    const postgres = await world.servers.reviveIfEnded();
    const healedAt = Date.now();
    await delay(2_000);
    const stopped = driver.stop();
    const [recovery] = await Promise.all([recover(world, driver, healedAt), stopped]);

    // What is away is named as such; nothing is an error of ours.
    expect([...new Set(failed().map(({ status, code }) => `${status} ${code}`))]).toEqual([
      '503 dependency_unavailable',
    ]);
    const evidence = await gather(world, driver.history, []);
    const checks = [logComplete, rowsMatch, kafkaComplete, kafkaInOrder, writesKept];
    expect([
      ...recovery.complaints,
      ...driver.history.contradictions,
      ...checks.flatMap((check) => [...check(evidence)]),
    ]).toEqual([]);
    console.log(
      `PostgreSQL ${postgres ? 'ended and was started again' : 'lived on'}; all well after ${recovery.ms} ms`,
    );
  });
}
