import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The console's own files. */
export interface ConsoleFiles {
  /** Of all contents: their folder is named by it, so that browsers keep them for ever and no two releases mix. */
  readonly hash: string;
  /** By name. */
  readonly texts: ReadonlyMap<string, string>;
}

const folder = join(import.meta.dirname, '../../console');

/** As they stand in the folder: modules that import each other by relative addresses, so nothing has to be built. */
export async function readConsoleFiles(theme: string): Promise<ConsoleFiles> {
  const names = (await readdir(folder)).filter((name) => /\.(?:js|css)$/.test(name)).sort();
  const read = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  const texts = new Map([...(await Promise.all(read)), ['theme.css', theme] as const]);
  const hash = createHash('sha256')
    .update(JSON.stringify([...texts]))
    .digest('base64url')
    .slice(0, 16);
  return { hash, texts };
}
