/**
 * Keeps the services of the tests running for a developer: `pnpm test:services [postgres] [redis] [kafka]`.
 * Prints the variables for another terminal, and stops everything at Ctrl-C.
 */
import { type ServiceName, serviceNames } from './service.ts';
import { type StartedServices, startAll } from './start-all.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !serviceNames.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${serviceNames.join(', ')}`);
  process.exit(2);
}
const names: readonly ServiceName[] = serviceNames.filter((name) => asked.length === 0 || asked.includes(name));

let services: StartedServices | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await services?.stop();
    // Whatever was still starting is ended by its guard.
    process.exit();
  });
}

services = await startAll(names, (line) => console.error(line));
for (const [variable, address] of Object.entries(services.environment)) console.log(`export ${variable}='${address}'`);
if (services.missing.size > 0) process.exitCode = 1;
console.error('\nRunning until Ctrl-C.');
setInterval(() => {}, 60_000);
