import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../support/services/command.ts';
import { temporaryFolder } from '../../support/services/temporary-folder.ts';

/** A small disk of its own, which can be filled up and emptied again. */
export type SmallDisk = {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  empty(): void;
  remove(): Promise<void>;
};

const size = '192m';

/** @returns null where this user may not mount one */
export async function mountSmallDisk(): Promise<SmallDisk | null> {
  const folder = await temporaryFolder('disk');
  const path = join(folder.path, 'disk');
  await mkdir(path);
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', path], {
    timeoutMs: 10_000,
  });
  if (mounted.code !== 0) {
    await folder.remove();
    return null;
  }
  const filler = join(path, 'filler');
  return {
    path,
    fill() {
      const file = openSync(filler, 'a');
      try {
        for (const bytes of [1024 * 1024, 4096]) while (writes(file, bytes));
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    async remove() {
      // A server that ended a moment ago may still hold a file there.
      for (let tries = 0; tries < 20; tries += 1) {
        if ((await run('umount', [path], { timeoutMs: 10_000 })).code === 0) break;
        await delay(250);
      }
      await folder.remove();
    },
  };
}

function writes(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes;
  } catch {
    return false;
  }
}
