import { startEmbeddedServer } from '@users/postgres/embedded-server';
import type { ChildReport, ChildRequest } from './processes.ts';

/** A process with an embedded server, for the tests to kill: starts, reports, stops when told. Ctrl-C does not end it. */
process.on('SIGINT', () => undefined);

const { dataDir, role }: ChildRequest = JSON.parse(process.argv[2] ?? '');
try {
  const server = await startEmbeddedServer({ dataDir, role });
  report({ state: 'started', url: server.url, adopted: server.adopted, firstStart: server.firstStart });
  process.once('message', async () => {
    await server.stop();
    process.disconnect?.();
  });
} catch (error) {
  if (!(error instanceof Error)) throw error;
  report({ state: 'refused', name: error.name, message: error.message });
  process.disconnect?.();
}

function report(report: ChildReport): void {
  process.send?.(report);
}
