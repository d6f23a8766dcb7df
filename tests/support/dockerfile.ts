import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** One instruction of a Dockerfile, its continued lines joined. */
export type Instruction = { readonly name: string; readonly text: string };

/** The stages of the Dockerfile, each from its FROM on; comments are gone. */
export async function dockerStages(): Promise<Instruction[][]> {
  const text = await readFile(join(root, 'Dockerfile'), 'utf8');
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const stages: Instruction[][] = [];
  for (const line of lines.join('\n').replaceAll('\\\n', ' ').split('\n')) {
    const [, name, rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, text: rest.replaceAll(/\s+/g, ' ').trim() });
  }
  return stages;
}

/** The health check's command. */
export async function healthCheck(): Promise<string[]> {
  const stages = await dockerStages();
  const text = stages.at(-1)?.find(({ name }) => name === 'HEALTHCHECK')?.text ?? '';
  return JSON.parse(text.slice(text.indexOf('CMD ') + 4));
}

/** What .dockerignore lets into the image: it names nothing but exceptions from "all". */
export async function dockerContext(): Promise<{ readonly allowed: string[]; readonly ignored: string[] }> {
  const text = await readFile(join(root, '.dockerignore'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  return { allowed, ignored: lines.filter((line) => !line.startsWith('!')) };
}
