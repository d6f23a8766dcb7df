import { findProgram, lastLines, run } from './command.ts';
import { canInstallPackages, installPackages } from './debian.ts';
import { type Report, type RunningService, type ServiceDefinition, ServiceUnavailable } from './service.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser's program: nothing runs yet, tests start it as they need it. */
async function startHere(report: Report): Promise<RunningService> {
  const program = found() ?? (await installed(report));
  if (program === undefined) {
    throw new ServiceUnavailable(`no chromium on PATH: install Chromium or Chrome, or set TEST_CHROMIUM to its path`);
  }
  return { url: program, origin: program, stop: async () => {} };
}

function found(): string | undefined {
  return names.map(findProgram).find((path) => path !== undefined);
}

async function installed(report: Report): Promise<string | undefined> {
  if (!canInstallPackages()) return undefined;
  // A font too: without one every letter is a box, and nothing has the size it has for people.
  await installPackages(['chromium', 'fonts-dejavu-core'], report);
  return found();
}

async function probe(program: string): Promise<string> {
  const { code, output } = await run(program, ['--version'], { timeoutMs: 20_000 });
  if (code !== 0) throw new ServiceUnavailable(`${program} --version: ${lastLines(output, 3)}`);
  return /\d+(?:\.\d+)+/.exec(output)?.[0] ?? 'of unknown version';
}

export const chromium: ServiceDefinition = { name: 'chromium', compose: null, startHere, probe };
