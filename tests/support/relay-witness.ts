import type { Database } from '@users/postgres';
import { sql } from 'kysely';

/** The lease goes to another holder, or to the same one anew. */
export type TakeOver = {
  readonly fence: string;
  readonly holder: string;
  readonly at: Date;
  /** When the lease of the one before ran out. */
  readonly freeAt: Date;
};

/** A move to the log, by the connections of the relay of that name. */
export type Move = {
  readonly relay: string;
  /** Who has the lease. */
  readonly holder: string | null;
  readonly events: number;
  readonly at: Date;
};

/** Sees what relays do, by the clock of the database: however late a test looks, the times are right. */
export type RelayWitness = {
  now(): Promise<Date>;
  /** When this holder tried to take or extend the lease, whatever came of it. */
  looks(holder: string): Promise<readonly Date[]>;
  takeOvers(): Promise<readonly TakeOver[]>;
  /** Those that moved nothing too. */
  moves(): Promise<readonly Move[]>;
};

const statements = [
  'create table witness_looks (holder text, at timestamptz default clock_timestamp())',
  `create function witness_look() returns trigger language plpgsql as $$
    begin
      insert into witness_looks (holder) values (new.holder);
      return new;
    end $$`,
  // Before it is known whether the row conflicts with the one that is there.
  'create trigger witness_look before insert on relay_lease for each row execute function witness_look()',

  `create table witness_take_overs (
    fence bigint, holder text, at timestamptz default clock_timestamp(), free_at timestamptz
  )`,
  `create function witness_take_over() returns trigger language plpgsql as $$
    begin
      insert into witness_take_overs (fence, holder, free_at) values (new.fence, new.holder, old.expires_at);
      return new;
    end $$`,
  `create trigger witness_take_over after update on relay_lease for each row
    when (old.fence <> new.fence) execute function witness_take_over()`,

  'create table witness_moves (relay text, holder text, events integer, at timestamptz default clock_timestamp())',
  `create function witness_move() returns trigger language plpgsql as $$
    begin
      insert into witness_moves (relay, holder, events)
      select current_setting('application_name'), holder, (select count(*) from moved) from relay_lease;
      return null;
    end $$`,
  `create trigger witness_move after insert on events referencing new table as moved
    for each statement execute function witness_move()`,
];

/** Puts triggers into a database of the test. */
export async function witnessRelays({ db }: Database): Promise<RelayWitness> {
  for (const statement of statements) await sql.raw(statement).execute(db);

  const rows = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> =>
    (await query.execute(db)).rows;
  return {
    now: async () => (await rows(sql<{ now: Date }>`select clock_timestamp() as now`))[0]?.now ?? new Date(NaN),
    looks: async (holder) => {
      const found = await rows(sql<{ at: Date }>`select at from witness_looks where holder = ${holder} order by at`);
      return found.map(({ at }) => at);
    },
    takeOvers: () =>
      rows(sql<TakeOver>`select fence, holder, at, free_at as "freeAt" from witness_take_overs order by fence`),
    moves: () => rows(sql<Move>`select relay, holder, events, at from witness_moves order by at`),
  };
}
