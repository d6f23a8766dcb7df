import { parseArgs } from 'node:util';
import { randomInt } from 'node:crypto';

export type RunOptions = {
  /** Of the plan of faults and of what people do. */
  readonly seed: number;
  /** The storm ends after so many kills or so many minutes, whichever comes first. */
  readonly kills: number;
  readonly minutes: number;
  /** How many people act at once. */
  readonly members: number;
  /** Where the outcome is appended as a line of JSON; null: nowhere. */
  readonly results: string | null;
};

/** @throws TypeError that names an option that is not known or no number */
export function parseRunOptions(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
      kills: { type: 'string', default: 'Infinity' },
      minutes: { type: 'string', default: '10' },
      members: { type: 'string', default: '24' },
      results: { type: 'string' },
    },
  });
  return {
    seed: number('seed', values.seed),
    kills: number('kills', values.kills),
    minutes: number('minutes', values.minutes),
    members: number('members', values.members),
    results: values.results ?? null,
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (Number.isNaN(value)) throw new TypeError(`--${name} must be a number`);
  return value;
}
