import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterDeath } from './guard.ts';

/** A folder that lives as long as this process at most. */
export type TemporaryFolder = { readonly path: string; remove(): Promise<void> };

/** Makes an empty folder under the system's temporary one, for a server's data and log. */
export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `users-${name}-`));
  // A server that gives up root's rights must still reach what it owns inside.
  await chmod(path, 0o755);
  // The servers that write here are killed at the same moment; give them the time to be gone.
  const callOff = afterDeath('sleep 1; rm -rf -- "$1"', path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      callOff();
    },
  };
}
