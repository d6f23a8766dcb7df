import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A file of the product, by its path from the root with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Package {
  /** From the root, for instance `adapters/http`. */
  readonly folder: string;
  readonly manifest: { readonly name: string; readonly dependencies?: Readonly<Record<string, string>> };
  /** Folders that its tsconfig.json refers to, from the root. */
  readonly references: readonly string[];
  readonly sources: readonly Source[];
}

/** Every package that ships. */
export async function readPackages(): Promise<readonly Package[]> {
  const groups = await Promise.all(['packages', 'adapters'].map(async (group) => foldersOf(group)));
  return Promise.all([...groups.flat(), 'service'].map(readPackage));
}

async function foldersOf(group: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, group), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${group}/${name}`);
}

async function readPackage(folder: string): Promise<Package> {
  const read = (file: string) => readFile(join(root, folder, file), 'utf8');
  const tsconfig: { references?: { path: string }[] } = JSON.parse(await read('tsconfig.json'));
  const names = await readdir(join(root, folder, 'src'), { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => `src/${name.replaceAll('\\', '/')}`);
  return {
    folder,
    manifest: JSON.parse(await read('package.json')),
    references: (tsconfig.references ?? []).map(({ path }) => join(folder, path).replaceAll('\\', '/')),
    sources: await Promise.all(files.map(async (file) => ({ path: `${folder}/${file}`, text: await read(file) }))),
  };
}
