import { posix } from 'node:path';
import type { Source } from './sources.ts';

export interface Import {
  /** What stands between the quotes. */
  readonly specifier: string;
  /** `import type …` or `export type …`: gone before the program runs. */
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const call = /\b(?:import|import\.meta\.resolve|require|require\.resolve)\(\s*['"]([^'"]+)['"]/g;

/** Every import, re-export and dynamic import of a file. */
export function importsOf({ text }: Source): readonly Import[] {
  const statements = [...text.matchAll(statement)].map(([, type, specifier = '']) => ({
    specifier,
    typeOnly: type !== undefined,
  }));
  const calls = [...text.matchAll(call)].map(([, specifier = '']) => ({ specifier, typeOnly: false }));
  return [...statements, ...calls];
}

const withoutNode = ['packages/application', 'packages/events'];

/** Packages of ours that each ring may import; an adapter that is not named may import what every adapter may. */
const inward: Readonly<Record<string, readonly string[]>> = {
  'packages/domain': [],
  'packages/events': [],
  'packages/application': ['@users/domain', '@users/events'],
};
const ofAdapters = ['@users/domain', '@users/application', '@users/events'];

/** Packages of ours that this one may depend on; null: any. */
export function mayDependOn(folder: string): readonly string[] | null {
  return folder === 'service' ? null : (inward[folder] ?? ofAdapters);
}

/** What is wrong with the imports of a file of this folder, in words; nothing when all is well. */
export function wrongImports(folder: string, declared: readonly string[], source: Source): readonly string[] {
  return importsOf(source).flatMap((found) => {
    const fault = faultOf(folder, declared, source, found);
    return fault === null ? [] : [`${source.path} imports ${found.specifier}: ${fault}`];
  });
}

function faultOf(folder: string, declared: readonly string[], source: Source, found: Import): string | null {
  const { specifier, typeOnly } = found;
  if (specifier.startsWith('.')) {
    if (!specifier.endsWith('.ts')) return 'a relative import ends in .ts';
    const target = posix.join(posix.dirname(source.path), specifier);
    return target.startsWith(`${folder}/src/`) ? null : 'it is outside of this package';
  }
  if (folder === 'packages/domain') return 'the domain stands alone';
  if (specifier.startsWith('node:')) return withoutNode.includes(folder) ? 'this ring knows no platform' : null;
  const name = nameOf(specifier);
  const allowed = mayDependOn(folder);
  if (name.startsWith('@users/') && allowed !== null && !allowed.includes(name)) return 'rings only look inward';
  if (folder === 'packages/application' && name === '@users/events' && !typeOnly) return 'only types of it';
  if (name === 'tsyringe' && folder !== 'service') return 'only the composition root knows the container';
  return declared.includes(name) ? null : 'its package.json does not say so';
}

/** `kysely/migration` → `kysely`, `@users/postgres/migrator` → `@users/postgres`. */
function nameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
