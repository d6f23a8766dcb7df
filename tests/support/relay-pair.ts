import { randomUUIDv7 } from 'node:crypto';
import { createPostgresAdapters, type Database, openDatabase } from '@users/postgres';
import { relayTiming } from '@users/service/run/relay-timing';
import { sql } from 'kysely';
import { contractLifetime } from '../contracts/fixture.ts';
import { changeContext, registered } from '../contracts/samples.ts';
import { createProduction, type Production } from './production.ts';
import { type RelayWitness, witnessRelays } from './relay-witness.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

/** A relay with a cable of its own to PostgreSQL. */
export type CabledRelay = {
  /** What PostgreSQL knows its connections by. */
  readonly name: string;
  readonly process: ServiceProcess;
  readonly cable: TcpProxy;
};

export type LoggedEvent = { readonly id: string; readonly subject: string; readonly sequence: number };

/** Two relays of one database, which is written to from here. */
export type RelayPair = {
  readonly production: Production;
  readonly witness: RelayWitness;
  /** Registers and renames users until the result is called, which resolves with how many events that made. */
  write(): () => Promise<number>;
  logged(): Promise<readonly LoggedEvent[]>;
  /** How many events are not in the log yet. */
  waiting(): Promise<number>;
  lease(): Promise<{ pid: number; fence: string }>;
  /** Makes the active one wait until it has renewed its lease meanwhile, over another connection that stays open. */
  holdUp(): Promise<void>;
  /** The one that has the lease, and the other one; waits until one has it. */
  parts(): Promise<{ active: CabledRelay; standby: CabledRelay }>;
  close(): Promise<void>;
};

export async function startRelayPair(services: {
  readonly postgres: string;
  readonly kafka: string;
}): Promise<RelayPair> {
  const production = await createProduction(services);
  const database = openDatabase({ url: production.databaseUrl, poolSize: 4 });
  const witness = await witnessRelays(database);
  const start = async (name: string): Promise<CabledRelay> => {
    const cable = await tcpProxy(production.databaseUrl);
    const url = new URL(cable.url);
    url.searchParams.set('application_name', name);
    // What is sent can be told by its text.
    const own = { ...production.variables, DATABASE_URL: url.href, DATABASE_PREPARED_STATEMENTS: 'off' };
    return { name, cable, process: await startService('relay', own) };
  };
  const relays = await Promise.all([start('relay-1'), start('relay-2')]);
  const [one, two] = relays;

  const lease = async (): Promise<{ pid: number; fence: string }> => {
    const query = database.db.selectFrom('relay_lease').select(['holder', 'fence']);
    const { holder, fence } = await query.executeTakeFirstOrThrow();
    return { pid: pidOf(holder), fence };
  };
  const parts = (): Promise<{ active: CabledRelay; standby: CabledRelay }> =>
    until('a relay to be active', async () => {
      const { pid } = await lease();
      if (pid === one.process.pid) return { active: one, standby: two };
      return pid === two.process.pid && { active: two, standby: one };
    });
  let stopWriting = async (): Promise<number> => 0;
  return {
    production,
    witness,
    write() {
      let writing = true;
      const written = write(database, () => writing);
      stopWriting = () => {
        writing = false;
        return written;
      };
      return stopWriting;
    },
    logged: () => database.db.selectFrom('events').select(['id', 'subject', 'sequence']).orderBy('position').execute(),
    waiting: async () => (await database.db.selectFrom('outbox').select('id').execute()).length,
    lease,
    async holdUp() {
      const renewed = async (): Promise<boolean> => {
        await holdLease(database);
        return (await connections(database, (await parts()).active.name)) > 1;
      };
      await until('the active one to renew its lease', renewed, { timeoutMs: 60_000 });
    },
    parts,
    async close() {
      await stopWriting();
      for (const { process } of relays) process.thaw();
      await Promise.all(relays.map(({ process }) => process.kill()));
      await Promise.all(relays.map(({ cable }) => cable.close()));
      await database.close();
      await production.close();
    },
  };
}

/** The process that a holder of the lease names. */
export function pidOf(holder: string | null): number {
  return Number.parseInt(holder ?? '', 10);
}

/** Locks the row of the lease for longer than until the next renewal. */
async function holdLease({ db }: Database): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select from relay_lease for update`.execute(transaction);
    await sql`select pg_sleep(${relayTiming.leaseSeconds / 2})`.execute(transaction);
  });
}

async function connections({ db }: Database, name: string): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and application_name = ${name}`.execute(db);
  return rows.length;
}

async function write({ db }: Database, going: () => boolean): Promise<number> {
  const { unitOfWork } = createPostgresAdapters({ db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime });
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
