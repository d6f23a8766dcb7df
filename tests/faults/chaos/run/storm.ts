import { checkAll } from '../checks/check-all.ts';
import type { Evidence } from '../checks/evidence.ts';
import { calledOff, repetitions } from '../checks/mails-once.ts';
import { Driver } from '../driver/driver.ts';
import { faultPlan } from '../plan/fault-plan.ts';
import { Inflictor } from '../world/inflict.ts';
import type { Tally } from '../world/tally.ts';
import { createWorld, type WorldOptions } from '../world/world.ts';
import { audit } from './audit.ts';
import { gather } from './gather.ts';
import { type Recovery, recover } from './recovery.ts';

export type StormOptions = {
  readonly seed: number;
  readonly kills: number;
  readonly minutes: number;
  readonly members: number;
  readonly world?: WorldOptions;
  readonly print?: (line: string) => void;
};

export type StormResult = {
  readonly tally: Tally;
  readonly recovery: Recovery;
  readonly evidence: Evidence;
  readonly counts: Readonly<Record<string, number>>;
  /** What is wrong; nothing, if all is well. */
  readonly complaints: readonly string[];
};

/** A whole run: a world, people who use it, faults, and once all is healed the question what is left. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { seed, kills, minutes, members, print = () => {} } = options;
  const world = await createWorld({ ...options.world, print });
  try {
    const driver = new Driver({ ...world, seed, members });
    const inflictor = new Inflictor(world, driver.history, print);
    driver.start();
    const deadline = Date.now() + minutes * 60_000;
    const going = () => Date.now() < deadline && inflictor.tally.totals().all < kills;
    const snapshots = world.servers.takeSnapshots(going);
    print(`seed ${seed}: the plan of faults`);
    for (const fault of faultPlan(seed)) {
      if (!going()) break;
      await inflictor.inflict(fault);
    }
    await Promise.all([inflictor.healed(), snapshots]);
    const healedAt = Date.now();
    print('healed; waiting until everything works again');
    const stopped = driver.stop();
    const [recovery] = await Promise.all([recover(world, driver, healedAt), stopped]);
    const audited = await audit(driver.history, world.urls[0] ?? '');
    await driver.follower.toTheEnd();
    await driver.streamer.toTheEnd();
    const evidence = await gather(world, driver.history, inflictor.inflicted);
    const { history } = driver;
    const ended = [...world.slots.values()].flatMap((slot) => slot.ended);
    return {
      ...{ tally: inflictor.tally, recovery, evidence },
      counts: {
        acknowledged: history.count('acknowledged'),
        refused: history.count('refused'),
        unknown: history.count('unknown'),
        'requests under a key': history.keyed.length,
        'answers to them': history.keyed.reduce(
          (sum, { answers, misused }) => sum + answers.length + misused.length,
          0,
        ),
        'addresses changed': changes(evidence, 'email_changed'),
        'addresses taken back': changes(evidence, 'email_reverted'),
        'streams read': driver.streamer.connections,
        events: evidence.log.length,
        records: evidence.published.length,
        mails: evidence.mails.length,
        'mails called off by an erasure': calledOff(evidence),
        'mails repeated': repetitions(evidence.mails),
        'tokens and passwords tried': audited.tried,
      },
      complaints: [
        ...ended.map((output) => `ended by itself: ${output}`),
        ...recovery.complaints,
        ...history.contradictions,
        ...audited.complaints,
        ...checkAll(evidence),
      ],
    };
  } finally {
    await world.close();
  }
}

function changes({ log }: Evidence, reason: string): number {
  return log.filter(({ type, data }) => type === 'user.updated' && JSON.parse(data).reason === reason).length;
}
