import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/** What may be run at length; each has a short form in the tests. `totals` adds up what storms have left. */
export const scenarios = ['storm', 'totals', 'rolling-restart', 'kafka-away', 'upgrade'] as const;
export type Scenario = (typeof scenarios)[number];

export type RunOptions = {
  readonly scenario: Scenario;
  /** Of the plan of faults and of what people do. */
  readonly seed: number;
  /** A storm ends after so many kills or so many minutes, whichever comes first. */
  readonly kills: number;
  readonly minutes: number;
  /** How many people act at once in a storm. */
  readonly members: number;
  /** How many restarts, or rounds. */
  readonly times: number;
  /** How long Kafka is there, and away, in each round; how long an upgrade is under load at least. */
  readonly seconds: number;
  /** The commit, tag or branch that an upgrade starts from. */
  readonly from: string | null;
  /** How many users there are when an upgrade begins. */
  readonly users: number;
  /** Where the outcome of a storm is appended as a line of JSON, and `totals` reads it; null: nowhere. */
  readonly results: string | null;
};

/** @throws TypeError that names a scenario or an option that is not known, or no number */
export function parseRunOptions(args: readonly string[]): RunOptions {
  const text = { type: 'string' } as const;
  const numbers = { seed: text, kills: text, minutes: text, members: text, times: text, seconds: text, users: text };
  const { values, positionals } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    allowPositionals: true,
    options: { ...numbers, results: text, from: text },
  });
  const [asked = 'storm'] = positionals;
  const scenario = scenarios.find((known) => known === asked);
  if (scenario === undefined) throw new TypeError(`there is no "${asked}"; choose from ${scenarios.join(', ')}`);
  if (scenario === 'upgrade' && !values.from) throw new TypeError('--from must say which commit to upgrade from');
  const number = (name: keyof typeof values, fallback: number): number => {
    const value = Number(values[name] ?? fallback);
    if (Number.isNaN(value)) throw new TypeError(`--${name} must be a number`);
    return value;
  };
  return {
    scenario,
    seed: number('seed', randomInt(1, 1_000_000)),
    kills: number('kills', Number.POSITIVE_INFINITY),
    minutes: number('minutes', 10),
    members: number('members', 24),
    times: number('times', scenario === 'kafka-away' ? 6 : 50),
    seconds: number('seconds', scenario === 'upgrade' ? 60 : 10),
    from: values.from ?? null,
    users: number('users', 200_000),
    results: values.results ?? null,
  };
}
