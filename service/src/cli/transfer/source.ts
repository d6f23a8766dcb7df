import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StartError } from '../../run/start-error.ts';
import { UsageError } from '../command.ts';

export type Format = 'ndjson' | 'csv';

/** Bytes to read, and how far they have been read. */
export interface Source {
  readonly chunks: AsyncIterable<Buffer>;
  /** 0 to 1; null where the end is not known. */
  share(): number | null;
}

/** @throws UsageError when neither the option nor the name tells */
export function formatOf(option: unknown, path: string): Format {
  const wanted = typeof option === 'string' ? option : (/\.(csv|ndjson|jsonl)$/i.exec(path)?.[1] ?? '').toLowerCase();
  if (wanted === 'csv') return 'csv';
  if (wanted === 'ndjson' || wanted === 'jsonl') return 'ndjson';
  if (wanted === '' && path === '-') return 'ndjson';
  throw new UsageError('Say --format ndjson or --format csv.');
}

/** A file, or standard input for `-`. @throws StartError when it cannot be read */
export async function openSource(path: string): Promise<Source> {
  if (path === '-') return { chunks: process.stdin, share: () => null };
  const size = await sizeOf(path);
  const stream = createReadStream(path, { highWaterMark: 65_536 });
  return { chunks: stream, share: () => (size === 0 ? null : stream.bytesRead / size) };
}

async function sizeOf(path: string): Promise<number> {
  try {
    const file = await stat(path);
    if (file.isDirectory()) throw new StartError(`${path} is a folder.`);
    return file.size;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
