import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Variables } from './service-process.ts';
import { until } from './until.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The sources as a newcomer would have them: what git tracks, in a folder of its own, nothing installed. */
export type Checkout = {
  readonly path: string;
  /** Runs `npx -y pnpm@12 <args>` there, in a process group of its own. */
  pnpm(args: readonly string[], variables: Variables): PnpmProcess;
  remove(): Promise<void>;
};

export type PnpmProcess = {
  output(): string;
  /** Resolves when the output has the text; rejects with the output when the process ends before. */
  says(text: string): Promise<void>;
  /** SIGKILL for npx, pnpm and the service at once. */
  kill(): Promise<void>;
  /** SIGTERM to the service, as Ctrl-C would reach it. */
  stop(): Promise<void>;
  ended(): Promise<number | null>;
};

export async function createCheckout(): Promise<Checkout> {
  const path = await mkdtemp(join(tmpdir(), 'users-checkout-'));
  // Open to others, as a folder of one's own usually is: PostgreSQL, which never runs as root, keeps its data there.
  await chmod(path, 0o755);
  await copySources(['.'], path);
  return {
    path,
    pnpm: (args, variables) => startPnpm(path, args, variables),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Copies what git tracks, or would if it were added, of these files and folders. @param paths from the root */
export async function copySources(paths: readonly string[], path: string): Promise<void> {
  const options = ['-z', '--cached', '--others', '--exclude-standard', '--', ...paths];
  const listed = await run('git', ['ls-files', ...options], { cwd: root });
  for (const file of listed.stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    // A file that was removed and not committed yet is still listed.
    await cp(join(root, file), join(path, file)).catch(ignoreMissing);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function startPnpm(cwd: string, args: readonly string[], variables: Variables): PnpmProcess {
  const { PATH = '', HOME = '' } = process.env;
  // Without the folders that this run's own pnpm put in front: a newcomer's PATH has none of them.
  const path = PATH.split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  const env = { PATH: path, HOME, CI: 'true', npm_config_yes: 'true', ...variables };
  const child = spawn('npx', ['-y', 'pnpm@12', ...args], { cwd, env, detached: true });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => chunks.push(text));
  const output = () => chunks.join('');
  const closed = once(child, 'close').then(([code]) => code as number | null);
  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  return {
    output,
    ended: () => closed,
    async says(text) {
      const said = () => output().includes(text) || child.exitCode !== null;
      await until(`"${text}" from pnpm ${args.join(' ')}`, said, { timeoutMs: 180_000 });
      if (!output().includes(text)) throw new Error(`pnpm ${args.join(' ')} ended without "${text}":\n${output()}`);
    },
    async kill() {
      signal('SIGKILL');
      await closed;
    },
    async stop() {
      signal('SIGTERM');
      await closed;
    },
  };
}
