import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { StartError } from '../../run/start-error.ts';

/** Where lines go: a file, or standard output for `-`. Waits when its reader is slower. */
export interface TextTarget {
  /** @throws StartError when the disk is full, or the reader has gone */
  write(text: string): Promise<void>;
  /** All is written. @throws StartError */
  finish(): Promise<void>;
  /** It failed half-way: nothing is left of a file that was to be complete. */
  abandon(): Promise<void>;
}

export interface TextFileOptions {
  /** File mode: 0o600 unless told. */
  readonly mode?: number;
  /** Written under another name until it is complete. */
  readonly whole: boolean;
}

export function openText(path: string, { mode = 0o600, whole }: TextFileOptions): TextTarget {
  if (path === '-')
    return { write: writer(process.stdout, 'standard output'), finish: async () => {}, abandon: async () => {} };
  // In a folder that others can write to too, a name that they could guess may lead to a file of theirs by now: it is
  // made here or not at all.
  const place = whole ? `${path}.${randomUUID()}.part` : path;
  const stream = createWriteStream(place, { mode, flags: whole ? 'wx' : 'w' });
  const write = writer(stream, path);
  return {
    write,
    async finish() {
      await write('');
      const closed = once(stream, 'close');
      stream.end();
      await closed;
      if (whole) await rename(place, path);
    },
    async abandon() {
      stream.destroy();
      if (whole) await rm(place, { force: true });
    },
  };
}

function writer(stream: Writable, name: string): TextTarget['write'] {
  // Each write is told of its own failure.
  stream.on('error', () => {});
  return (text) =>
    new Promise((resolve, reject) => {
      // Resolves once it is out: at most one piece is ever held here.
      stream.write(text, (error) => {
        if (error) reject(new StartError(`${name} cannot be written (${error.message}).`, { cause: error }));
        else resolve();
      });
    });
}
