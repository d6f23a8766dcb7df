import { setTimeout as delay } from 'node:timers/promises';
import { type Address, answers } from './connection.ts';
import { EmbeddedServerError, USE_A_SERVER } from './errors.ts';
import { type Launch, launch } from './launch.ts';
import { isServerOf, readPostmaster } from './postmaster.ts';

/** For a port taken meanwhile, or the last children of a server that was killed a moment ago. */
const RETRY_WITHIN_MS = 15_000;
const ADOPT_WITHIN_MS = 120_000;
const PASSING = /could not bind|could not create any TCP\/IP|shared memory block|postmaster\.pid" already exists/;

/**
 * Finds the running server of a cluster, or starts one. A server that is just starting or stopping is waited for.
 *
 * @throws EmbeddedServerError `server_did_not_start`, with what the server said
 */
export async function bringUp(
  what: Omit<Launch, 'stalePid'>,
  password: string,
): Promise<{ address: Address; adopted: boolean }> {
  const deadline = performance.now() + RETRY_WITHIN_MS;
  for (;;) {
    const found = await findRunning(what.cluster, password);
    if (found.address) return { address: found.address, adopted: true };

    const launched = await launch({ ...what, stalePid: found.stalePid });
    if (launched.state === 'ready') return { address: { port: launched.port, password }, adopted: false };
    if (launched.state === 'slow') throw didNotStart(what, 'it is not ready after two minutes, but still at work');
    if (!PASSING.test(launched.said) || performance.now() > deadline) throw didNotStart(what, launched.said);
    await delay(100);
  }
}

async function findRunning(
  cluster: string,
  password: string,
): Promise<{ address?: Address; stalePid?: number | undefined }> {
  const deadline = performance.now() + ADOPT_WITHIN_MS;
  while (performance.now() < deadline) {
    const server = await readPostmaster(cluster);
    const ours = server && (await isServerOf(cluster, server.pid));
    if (!server || ours === false) return { stalePid: server?.pid };
    if (server.ready && server.port !== undefined) {
      const address = { port: server.port, password };
      if (await answers(address)) return { address };
      if (ours === undefined) return {};
    }
    await delay(20);
  }
  throw new EmbeddedServerError(
    'server_did_not_start',
    `A PostgreSQL server of ${cluster} runs, but has not answered for two minutes. Look at postgres.log; end it (kill -INT with the pid in postmaster.pid there) and start again.`,
  );
}

function didNotStart({ cluster, logFile }: Pick<Launch, 'cluster' | 'logFile'>, said: string): EmbeddedServerError {
  return new EmbeddedServerError(
    'server_did_not_start',
    `The embedded PostgreSQL of ${cluster} did not start (log: ${logFile}): ${said}. Put right what it says, or ${USE_A_SERVER}.`,
  );
}
