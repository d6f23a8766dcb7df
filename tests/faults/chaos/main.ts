import { appendFileSync } from 'node:fs';
import { kafkaAway } from '../scenarios/kafka-away.ts';
import { rollingRestart } from '../scenarios/rolling-restart.ts';
import { upgrade } from '../scenarios/upgrade.ts';
import { parseRunOptions, type RunOptions, type Scenario } from './run/options.ts';
import { storm } from './run/storm.ts';
import { resultLine, summary } from './run/summary.ts';
import { totals } from './run/totals.ts';

const usage = `The long form of the fault tests. The same seed gives the same plan of faults. Ends with 1 when anything is wrong.

  pnpm test:faults [storm] [--seed N] [--kills N] [--minutes N] [--members N] [--results file]
  pnpm test:faults totals --results file
  pnpm test:faults rolling-restart [--times N]
  pnpm test:faults kafka-away [--times N] [--seconds N]
  pnpm test:faults upgrade --from <commit> [--seconds N] [--users N] [--members N] [--seed N]`;

const since = performance.now();
const print = (line: string): void => {
  console.log(`${((performance.now() - since) / 1000).toFixed(1).padStart(7)}  ${line}`);
};

/** Each resolves with what is wrong. */
const run: Readonly<Record<Scenario, (options: RunOptions) => Promise<readonly string[]>>> = {
  async storm(options) {
    const result = await storm({ ...options, print });
    console.log(`\n${summary(options.seed, result)}`);
    const minutes = Math.round((performance.now() - since) / 6_000) / 10;
    if (options.results !== null) appendFileSync(options.results, `${resultLine(options.seed, minutes, result)}\n`);
    return result.complaints;
  },
  async totals({ results }) {
    console.log(totals(results ?? ''));
    return [];
  },
  async 'rolling-restart'({ times }) {
    const { requests, failures } = await rollingRestart(times, print);
    console.log(`${times} restarts, ${requests} requests, ${failures.length} failed`);
    return failures;
  },
  async 'kafka-away'({ times: rounds, seconds }) {
    const { thereMs, awayMs, backlog, perSecond, failures, complaints } = await kafkaAway({ rounds, seconds }, print);
    console.log(`median write without Kafka: ${(awayMs / thereMs).toFixed(2)} of that with it`);
    console.log(`${backlog} events waited and went out in order, ${Math.round(perSecond)} a second`);
    return [...failures, ...complaints];
  },
  async upgrade(options) {
    const { counts, complaints } = await upgrade({ ...options, from: options.from ?? '', print });
    console.log(
      Object.entries(counts)
        .map(([what, count]) => `${count} ${what}`)
        .join(', '),
    );
    return complaints;
  },
};

const options = readOptions(process.argv.slice(2));
const wrong = await run[options.scenario](options);
if (wrong.length > 0 && options.scenario !== 'storm') console.log(wrong.slice(0, 50).join('\n'));
process.exit(wrong.length === 0 ? 0 : 1);

function readOptions(args: readonly string[]): RunOptions {
  try {
    if (!args.some((arg) => arg === '--help' || arg === '-h')) return parseRunOptions(args);
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
