import { existsSync } from 'node:fs';
import { findProgram, lastLines, run } from './command.ts';
import { type Report, ServiceUnavailable } from './service.ts';

/** Whether packages can be installed without asking anybody: root on Debian or one of its children. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
}

let queue: Promise<void> = Promise.resolve();

/**
 * Installs Debian packages; calls wait for each other, as apt allows one at a time.
 *
 * @throws ServiceUnavailable with the end of apt's output when that fails
 */
export function installPackages(packages: readonly string[], report: Report): Promise<void> {
  const turn = queue.then(() => install(packages, report));
  queue = turn.catch(() => {});
  return turn;
}

async function install(packages: readonly string[], report: Report): Promise<void> {
  report(`installing ${packages.join(' and ')} with apt-get`);
  const first = await aptGet('install', '--no-install-recommends', ...packages);
  if (first.code === 0) return;
  // The lists of a fresh image are empty, those of an old one name versions that are gone.
  await aptGet('update');
  const second = await aptGet('install', '--no-install-recommends', ...packages);
  if (second.code !== 0) {
    throw new ServiceUnavailable(`apt-get install ${packages.join(' ')} failed:\n${lastLines(second.output, 6)}`);
  }
}

function aptGet(...args: string[]) {
  return run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: 600_000,
  });
}

/** Stops what a package's installation started, now and at the next boot: the tests want the program alone. */
export async function silenceSystemService(name: string): Promise<void> {
  if (existsSync('/run/systemd/system')) {
    await run('systemctl', ['disable', '--now', name], { timeoutMs: 30_000 });
    return;
  }
  await run('service', [name, 'stop'], { timeoutMs: 30_000 });
  await run('update-rc.d', [name, 'disable'], { timeoutMs: 30_000 });
}
