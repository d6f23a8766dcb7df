import type { Tier } from './options.ts';
import type { Outcome } from './outcome.ts';

export type TierRun = { readonly tier: Tier; readonly outcome: Outcome; readonly seconds: number };

/** The tiers with their numbers, a line for each. */
export function table(runs: readonly TierRun[]): string {
  const rows = runs.map(({ tier, outcome, seconds }) => [
    tier,
    ...[outcome.passed, outcome.failed, outcome.skipped].map(String),
    seconds.toFixed(1),
  ]);
  return [['tier', 'passed', 'failed', 'skipped', 'seconds'], ...rows]
    .map(([name = '', ...numbers]) => `  ${name.padEnd(10)}${numbers.map((number) => number.padStart(9)).join('')}`)
    .join('\n');
}
