import { randomUUIDv7 } from 'node:crypto';
import { createPostgresAdapters, type Database, openDatabase } from '@users/postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { changeContext, registered } from '../contracts/samples.ts';
import { type KafkaRecord, readRecords } from '../support/kafka-records.ts';
import { createProduction, type Production } from '../support/production.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const patience = { timeoutMs: 60_000 };

describeWith(['postgres', 'kafka'], 'two relays, one of which is killed or stopped', (services) => {
  let production: Production;
  let database: Database;
  let relays: ServiceProcess[];

  beforeEach(async () => {
    production = await createProduction({ postgres: services.postgres, kafka: services.kafka });
    database = openDatabase({ url: production.databaseUrl, poolSize: 4 });
    relays = await Promise.all([1, 2].map(() => startService('relay', production.variables)));
  });
  afterEach(async () => {
    for (const relay of relays) relay.thaw();
    await Promise.all(relays.map((relay) => relay.kill()));
    await database.close();
    await production.close();
  });

  /** Registers and renames users for as long as `going` says; resolves with how many events that made. */
  async function write(going: () => boolean): Promise<number> {
    const { unitOfWork } = createPostgresAdapters({
      ...{ db: database.db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime },
    });
    let events = 0;
    while (going()) {
      const user = registered(new Date());
      await unitOfWork.run(changeContext(), async (tx) => tx.users.add(user));
      await unitOfWork.run(changeContext(), async (tx) => {
        (await tx.users.find(user.id))?.updateProfile({ fullName: `Renamed ${user.id}` }, new Date());
      });
      events += 2;
    }
    return events;
  }

  async function logged(): Promise<readonly { id: string; subject: string; sequence: number }[]> {
    return database.db.selectFrom('events').select(['id', 'subject', 'sequence']).orderBy('position').execute();
  }

  async function lease(): Promise<{ pid: number; fence: string }> {
    const row = await database.db.selectFrom('relay_lease').select(['holder', 'fence']).executeTakeFirstOrThrow();
    return { pid: Number.parseInt(row.holder ?? '', 10), fence: row.fence };
  }

  async function active(): Promise<ServiceProcess> {
    return until('a relay to be active', async () => {
      const { pid } = await lease();
      return relays.find((relay) => relay.pid === pid);
    });
  }

  const drained = (count: number) =>
    until('the log to have everything', async () => (await logged()).length >= count, patience);
  const recordsOf = (count: number) =>
    readRecords(services.kafka, [production.topic], (seen) => firsts(seen).length >= count, 60_000);

  it.each(['killed', 'stopped'] as const)(
    'the other takes over when the active one is %s in the middle, and nothing is lost, doubled in the log or out of order',
    async (how) => {
      let writing = true;
      const written = write(() => writing);
      await until('the first events in the log', async () => (await logged()).length > 20, patience);
      const victim = await active();
      const { fence } = await lease();
      if (how === 'killed') await victim.kill();
      else victim.freeze();
      const survivor = await until(
        'the other to take over',
        async () => {
          const now = await lease();
          return BigInt(now.fence) > BigInt(fence) && relays.find(({ pid }) => pid === now.pid && pid !== victim.pid);
        },
        patience,
      );
      const atTakeOver = (await logged()).length;
      await until('it to move on', async () => (await logged()).length > atTakeOver + 20, patience);

      if (how === 'stopped') {
        const { fence: held } = await lease();
        victim.thaw();
        const atThaw = (await logged()).length;
        await until('it to move on beside the woken one', async () => (await logged()).length > atThaw + 40, patience);
        // The woken one took nothing: the fence is still the survivor's.
        expect(await lease()).toEqual({ pid: survivor.pid, fence: held });
      }
      writing = false;
      const count = await written;
      await drained(count);

      const log = await logged();
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
      expect(log).toHaveLength(count);
      expectInOrder(log.map(({ subject, sequence }) => [subject, sequence]));
      const records = await recordsOf(count);
      const once = firsts(records);
      expect(new Set(once.map(({ headers }) => headers.ce_id))).toEqual(new Set(log.map(({ id }) => id)));
      expectInOrder(once.map(({ key, headers }) => [key ?? '', Number(headers.ce_sequence)]));
      for (const record of records) {
        const first = once.find(({ headers }) => headers.ce_id === record.headers.ce_id);
        expect(record.value).toEqual(first?.value);
      }
    },
  );
});

/** The first record of each event. */
function firsts(records: readonly KafkaRecord[]): readonly KafkaRecord[] {
  const seen = new Set<string | undefined>();
  return records.filter(({ headers: { ce_id: id } }) => !seen.has(id) && seen.add(id));
}

/** Each user's events have the sequences 1, 2, … in the order given. */
function expectInOrder(events: readonly (readonly [string, number])[]): void {
  for (const [subject, own] of Map.groupBy(events, ([user]) => user)) {
    expect([subject, ...own.map(([, sequence]) => sequence)]).toEqual([subject, ...own.map((_, index) => index + 1)]);
  }
}
