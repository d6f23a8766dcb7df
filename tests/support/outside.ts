import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandResult, run } from './services/command.ts';

/** Where clients and linters that nobody here wrote are installed, apart from the workspace. */
export const outsideFolder = fileURLToPath(new URL('../clients/outside/', import.meta.url));

/** Installs them if the lock file was not installed yet. @throws Error with pnpm's output */
export async function installOutside(): Promise<void> {
  const read = (file: string) => readFile(join(outsideFolder, file), 'utf8').catch(() => '');
  // pnpm keeps a copy of the lock file that it installed; asking pnpm itself takes seconds.
  if ((await read('node_modules/.pnpm/lock.yaml')) === (await read('pnpm-lock.yaml'))) return;
  console.log('Installing outside clients (170 MB, kept in tests/clients/outside/node_modules)');
  await must('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile'], { CI: 'true' });
}

/** Runs a JavaScript program of theirs, or one of ours that uses them: its path from their folder, or options of Node. */
export function runOutside(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  // Where pnpm runs the tests, NODE_PATH leads to packages of ours.
  return run(process.execPath, args, { cwd: outsideFolder, env: { ...env, NODE_PATH: '' }, timeoutMs: 100_000 });
}

async function must(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await run(command, args, { cwd: outsideFolder, env, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} failed in ${outsideFolder}:\n${output}`);
}
