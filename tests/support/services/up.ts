/**
 * Keeps the services of the tests running for a developer: `node tests/support/services/up.ts [postgres] [redis] [kafka]`.
 * Prints the variables for another terminal, and stops everything at Ctrl-C.
 */
import { type ServiceName, serviceNames } from './service.ts';
import { startAll } from './start-all.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !serviceNames.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${serviceNames.join(', ')}`);
  process.exit(2);
}
const names: readonly ServiceName[] = serviceNames.filter((name) => asked.length === 0 || asked.includes(name));

const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});
const services = await startAll(names, (line) => console.error(line));
for (const [variable, address] of Object.entries(services.environment)) console.log(`export ${variable}='${address}'`);
if (services.missing.size > 0) process.exitCode = 1;
console.error('\nRunning until Ctrl-C.');
const alive = setInterval(() => {}, 60_000);
await stopped;
clearInterval(alive);
await services.stop();
