/**
 * The test command: starts what the tests need, runs the tiers, stops what it started, and ends in one plain line.
 *
 *     pnpm test [--tier fast|adapters|e2e|clients|browser|smoke|faults]… [part of a file name…] [-t <pattern> and other options of vitest]
 *
 * TEST_ALLOW_MISSING=kafka,redis lets it do without services that cannot be had. With CI=true a skipped test fails.
 */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { parseOptions, type RunOptions, servicesFor } from './support/runner/options.ts';
import { exitCode, type Outcome, plainLine, sum } from './support/runner/outcome.ts';
import { runTier } from './support/runner/run-tier.ts';
import { type TierRun, table } from './support/runner/table.ts';
import { allowedMissing } from './support/services/allowed-missing.ts';
import { type StartedServices, startAll } from './support/services/start-all.ts';

const strict = ['true', '1'].includes(process.env.CI ?? '');
const print = (line: string) => console.log(line);

let services: StartedServices | undefined;
let vitest: ChildProcess | undefined;
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    interrupted = true;
    vitest?.kill('SIGTERM');
    await services?.stop();
    // Whatever was still starting is ended by its guard.
    process.exit(128 + constants.signals[signal]);
  });
}

const outcome = await main(parseOptions(process.argv.slice(2)));
for (const group of outcome.skippedGroups) print(`  skipped  ${group}`);
if (strict && outcome.skipped > 0) print('\nCI is set: a skipped test fails the run.');
print(plainLine(outcome));
process.exitCode = exitCode(outcome, strict);

async function main(options: RunOptions): Promise<Outcome> {
  try {
    const needed = servicesFor(options.tiers);
    if (needed.length > 0) {
      print('Starting services');
      services = await startAll(needed, print);
      const failures = [...services.missing.keys()].filter((name) => !allowedMissing().has(name));
      if (failures.length > 0) {
        print(`\nTo run the tests that do without: TEST_ALLOW_MISSING=${failures.join(',')} pnpm test\n`);
        return { passed: 0, failed: failures.length, skipped: 0, skippedGroups: [] };
      }
    }
    return await runTiers(options, services?.environment ?? {});
  } finally {
    await services?.stop();
  }
}

async function runTiers(options: RunOptions, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const runs: TierRun[] = [];
  for (const tier of options.tiers) {
    if (interrupted) break;
    print(`\n── ${tier} ${'─'.repeat(60 - tier.length)}`);
    const onStart = (child: ChildProcess): void => {
      vitest = child;
    };
    runs.push(await runTier(tier, { rest: options.rest, environment, onStart }));
  }
  print(`\n${table(runs)}\n`);
  return sum(runs.map((run) => run.outcome));
}
