/**
 * The long form of the fault tests: a storm of one's own choice.
 *
 *     pnpm test:faults [--seed N] [--kills N] [--minutes N] [--members N] [--results file]
 *
 * The same seed gives the same plan of faults. Ends with 1 when anything is wrong.
 */
import { appendFileSync } from 'node:fs';
import { parseRunOptions } from './run/options.ts';
import { storm } from './run/storm.ts';
import { resultLine, summary } from './run/summary.ts';

const options = parseRunOptions(process.argv.slice(2));
const since = performance.now();
const stamp = () => `${((performance.now() - since) / 1000).toFixed(1).padStart(7)}`;
const result = await storm({ ...options, print: (line) => console.log(`${stamp()}  ${line}`) });
console.log(`\n${summary(options.seed, result)}`);
const minutes = Math.round((performance.now() - since) / 6_000) / 10;
if (options.results !== null) appendFileSync(options.results, `${resultLine(options.seed, minutes, result)}\n`);
process.exit(result.complaints.length === 0 ? 0 : 1);
