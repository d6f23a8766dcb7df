import { relayTiming } from '@users/service/run/relay-timing';
import { beforeEach, expect, it } from 'vitest';
import { type CabledRelay, pidOf, type RelayPair, startRelayPair } from '../support/relay-pair.ts';
import type { TakeOver } from '../support/relay-witness.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';
import { expectNothingLost, expectOldNewsAlone } from './relay-evidence.ts';

const patience = { timeoutMs: 60_000 };

/** What befalls the active relay, and what brings it back. */
const faults = {
  killed: { strike: ({ process }) => process.kill(), heal: null },
  stopped: { strike: async ({ process }) => process.freeze(), heal: async ({ process }) => process.thaw() },
  // Packets vanish, and nobody is told.
  'without its cable to PostgreSQL': { strike: async ({ cable }) => cable.freeze(), heal: ({ cable }) => cable.mend() },
  'heard by PostgreSQL, and deaf to it': {
    // In the middle of a batch, where the lease is renewed beside it: PostgreSQL hears that, too.
    strike: ({ cable }) => cable.breakAt('delete from outbox', 'deaf'),
    heal: ({ cable }) => cable.mend(),
  },
  'cut off from PostgreSQL': { strike: ({ cable }) => cable.cut(), heal: ({ cable }) => cable.mend() },
} as const satisfies Record<
  string,
  {
    strike: (relay: CabledRelay) => Promise<void>;
    heal: ((relay: CabledRelay) => Promise<void>) | null;
  }
>;

describeWith(['postgres', 'kafka'], 'two relays, and something befalls the active one', (services) => {
  let pair: RelayPair;

  beforeEach(async () => {
    pair = await startRelayPair(services);
    return () => pair.close();
  });

  it.each(Object.entries(faults))('%s: the other takes over in time', async (_, { strike, heal }) => {
    const { witness } = pair;
    const loggedMore = async (than: number) => {
      const before = (await pair.logged()).length;
      await until('the log to grow', async () => (await pair.logged()).length > before + than, patience);
    };
    const stopWriting = pair.write();
    await loggedMore(20);
    await pair.holdUp();
    await loggedMore(20);
    const { active: victim, standby: survivor } = await pair.parts();
    await strike(victim);
    const struckAt = await witness.now();
    const takeOver = await until(
      'the other to take over',
      async () => (await witness.takeOvers()).find(({ at }) => at > struckAt),
      patience,
    );
    const before = (await pair.logged()).length;
    expect(pidOf(takeOver.holder)).toBe(survivor.process.pid);
    await loggedMore(await pair.waiting());
    await expectInTime(takeOver, struckAt);

    if (heal !== null) {
      await heal(victim);
      const healedAt = await witness.now();
      const [own] = (await witness.takeOvers()).filter(({ holder }) => pidOf(holder) === victim.process.pid);
      const looks = () => witness.looks(own?.holder ?? '');
      await until('the other to be back', async () => (await looks()).some((at) => at > healedAt), patience);
      await loggedMore(40);
      // It took nothing.
      expect(await pair.lease()).toEqual({ pid: survivor.process.pid, fence: takeOver.fence });
    }
    const { log, records } = await expectNothingLost(services.kafka, pair, await stopWriting());
    expectOldNewsAlone(records, new Set(log.slice(before).map(({ id }) => id)));
  });

  /**
   * A busy machine may let everybody wait, so the five seconds are summed up from what cannot be late: how long the lease
   * lasted after the fault, and how often the other looks. It looked once when the lease had run out, and had it.
   */
  async function expectInTime({ holder, at, freeAt }: TakeOver, struckAt: Date): Promise<void> {
    expect(freeAt.getTime() - struckAt.getTime() + relayTiming.pollMs).toBeLessThan(5000);
    const looks = await pair.witness.looks(holder);
    expect(looks.filter((look) => look >= freeAt && look <= at).length).toBeLessThanOrEqual(1);
    // Whatever holds it up beyond that is no busy machine: a lock, or an answer that is waited for.
    const [moved] = (await pair.witness.moves()).filter((move) => move.at > at && move.events > 0);
    expect((moved?.at.getTime() ?? Number.NaN) - struckAt.getTime()).toBeLessThan(10_000);
  }
});
