import pg from 'pg';
import { ApiClient } from '../../../support/api-client.ts';
import { until } from '../../../support/until.ts';
import type { Driver } from '../driver/driver.ts';
import type { World } from '../world/world.ts';

/** After the last fault is healed everything works within this, and everything that was left over is done. */
export const recoversWithinMs = 30_000;

// Housekeeping is never finished.
export const unfinished = "tasks where parked_at is null and type not like 'housekeeping.%'";

export type Recovery = {
  /** From the last heal until every part was well, the outbox was empty and a new person was served from end to end. */
  readonly ms: number;
  /** From the last heal until no task was left. */
  readonly tasksMs: number;
  readonly complaints: readonly string[];
};

/** Waits until everything works by itself. Call it when the last fault is healed and the driver has stopped. */
export async function recover(world: World, driver: Driver, since: number): Promise<Recovery> {
  const slots = [...world.slots.values()];
  const startsBefore = slots.map(({ starts, running }) => starts + (running ? 0 : 1));
  const database = new pg.Client({ connectionString: world.servers.postgres.url });
  await database.connect();
  const count = async (from: string): Promise<number> => {
    const { rows } = await database.query(`select count(*)::int as n from ${from}`);
    return rows[0].n;
  };
  const complaints: string[] = [];
  const elapsed = () => Date.now() - since;
  try {
    const patience = { timeoutMs: 3 * recoversWithinMs, intervalMs: 100 };
    await until('every process to run', () => slots.every(({ running }) => running), patience);
    await until('every part to be well', () => allUp(world.operations), patience);
    await driver.member('after-the-storm@example.com', () => elapsed() < 4 * recoversWithinMs).live();
    await until('the outbox to be empty', async () => (await count('outbox')) === 0, patience);
    const ms = elapsed();
    if (ms > recoversWithinMs) complaints.push(`recovery took ${(ms / 1000).toFixed(1)} s`);
    await until('no task to be left', async () => (await count(unfinished)) === 0, patience);
    const tasksMs = elapsed();
    if (tasksMs > recoversWithinMs) complaints.push(`the last task was done after ${(tasksMs / 1000).toFixed(1)} s`);
    // What the last tasks caused is published too.
    await until('the outbox to be empty', async () => (await count('outbox')) === 0, patience);
    const { rows: parked } = await database.query('select type, reason from tasks where parked_at is not null');
    for (const { type, reason } of parked) complaints.push(`a task ${type} was parked: ${reason}`);
    for (const [index, slot] of slots.entries()) {
      if (slot.starts > (startsBefore[index] ?? 0)) complaints.push(`${slot.name} was restarted after the last heal`);
    }
    return { ms, tasksMs, complaints };
  } finally {
    await database.end();
  }
}

async function allUp(urls: readonly string[]): Promise<boolean> {
  for (const url of urls) {
    const { status, body } = await new ApiClient(url).get('/readyz', { signal: AbortSignal.timeout(3_000) });
    if (status !== 200) return false;
    if (Object.values(body.checks as Record<string, { status: string }>).some((check) => check.status !== 'up'))
      return false;
  }
  return true;
}
