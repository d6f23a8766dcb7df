import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tier } from './options.ts';
import { countTier, type VitestReport } from './outcome.ts';
import type { TierRun } from './table.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

export type TierOptions = {
  /** Handed to vitest. */
  readonly rest: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Told the process, so that whoever must stop can end it first. */
  readonly onStart: (child: ChildProcess) => void;
};

/** Runs one tier in a vitest of its own, whose output goes straight to ours. */
export async function runTier(tier: Tier, options: TierOptions): Promise<TierRun> {
  const reportFile = join(root, '.cache', 'test-results', `${tier}.json`);
  await rm(reportFile, { force: true });
  const since = performance.now();
  const code = await new Promise<number | undefined>((resolve) => {
    const child = spawn(
      process.execPath,
      [
        ...[vitest, 'run', '--project', tier, '--passWithNoTests'],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
        ...options.rest,
      ],
      { cwd: root, stdio: 'inherit', env: { ...process.env, ...options.environment } },
    );
    options.onStart(child);
    child.once('error', () => resolve(undefined));
    child.once('close', (exit) => resolve(exit ?? undefined));
  });
  const seconds = (performance.now() - since) / 1000;
  return { tier, outcome: countTier(await readReport(reportFile), code), seconds };
}

async function readReport(path: string): Promise<VitestReport | undefined> {
  try {
    const report: VitestReport = JSON.parse(await readFile(path, 'utf8'));
    return { testResults: report.testResults.map((file) => ({ ...file, name: relative(root, file.name) })) };
  } catch {
    // Vitest did not get as far as writing one; that counts as a failure.
    return undefined;
  }
}
