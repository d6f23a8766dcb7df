import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, lastLines, run } from './command.ts';
import { canInstallPackages, installPackages } from './debian.ts';

const cache = fileURLToPath(new URL('../../../.cache/python/', import.meta.url));

/** What the newest releases of the libraries in use ask for. */
export const oldestPython = [3, 10] as const;

/**
 * The interpreter of a virtual environment that holds exactly these packages, made the first time; not by two at once.
 *
 * @param requirements a file in pip's format
 * @throws Error with the end of pip's output when they cannot be had
 */
export async function pythonEnvironment(python: string, requirements: string): Promise<string> {
  const { output: version } = await run(python, ['--version']);
  const key = createHash('sha256')
    .update(version)
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const home = join(cache, key);
  const interpreter = join(home, 'bin', 'python');
  if (existsSync(join(home, 'complete'))) return interpreter;
  // Programs of an environment name its path, so it is made in place, and marked when it is whole.
  console.log(`Installing ${requirements} (kept in .cache/python)`);
  await rm(home, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await makeEnvironment(python, home);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '-q', '-r', requirements];
  await must(interpreter, pip);
  await must(interpreter, ['-m', 'pip', 'check', '--disable-pip-version-check']);
  await writeFile(join(home, 'complete'), '');
  return interpreter;
}

/** Debian keeps `venv` in a package of its own. */
async function makeEnvironment(python: string, home: string): Promise<void> {
  const first = await run(python, ['-m', 'venv', home], { timeoutMs: 60_000 });
  if (first.code === 0) return;
  if (!canInstallPackages()) throw new Error(`${python} -m venv failed: install python3-venv\n${first.output}`);
  await installPackages(['python3-venv'], console.log);
  await must(python, ['-m', 'venv', '--clear', home]);
}

/** A Python that is new enough, installed where that needs no asking; undefined when there is none. */
export async function findPython(): Promise<string | undefined> {
  const found = findProgram('python3');
  if (found !== undefined && (await isNewEnough(found))) return found;
  if (!canInstallPackages()) return undefined;
  await installPackages(['python3', 'python3-venv'], console.log).catch(() => {});
  const installed = '/usr/bin/python3';
  return existsSync(installed) && (await isNewEnough(installed)) ? installed : undefined;
}

async function isNewEnough(python: string): Promise<boolean> {
  const { code } = await run(python, ['-c', `import sys; sys.exit(sys.version_info < (${oldestPython.join(', ')}))`]);
  return code === 0;
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${lastLines(output)}`);
}
