import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '../support/services/server-process.ts';
import { until } from '../support/until.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'users-process-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (command: string, args: string[], ready = async () => {}) =>
  startServer({ command, args, ready, readyWithinMs: 500, logFile: join(folder, 'log') });

describe('a server beside the tests', () => {
  it('and its folder are gone after the run was killed', async () => {
    const services = new URL('../support/services/', import.meta.url);
    const program = `
      import { startServer } from '${new URL('server-process.ts', services)}';
      import { temporaryFolder } from '${new URL('temporary-folder.ts', services)}';
      const { path } = await temporaryFolder('killed');
      const server = await startServer({
        command: 'sleep', args: ['1000'], logFile: path + '/log', ready: async () => {}, readyWithinMs: 1000,
      });
      process.stdout.write(JSON.stringify({ path, pid: server.pid }));
      setInterval(() => {}, 1000);
    `;
    const run = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(run.stdout, 'data');
    const { path, pid }: { path: string; pid: number } = JSON.parse(String(line));
    expect(isAlive(pid)).toBe(true);
    run.kill('SIGKILL');
    await until('the end of the server', () => !isAlive(pid));
    await until('the removal of its folder', () => !existsSync(path));
  });

  it('that ends early is reported at once, with its last words', async () => {
    const failing = start('sh', ['-c', 'echo no such setting; exit 1'], () => Promise.reject(new Error('refused')));
    await expect(failing).rejects.toThrow(/it ended.*no such setting/s);
  });

  it('that never answers is killed and reported with the reason', async () => {
    const silent = start('sleep', ['1000'], () => Promise.reject(new Error('connection refused')));
    await expect(silent).rejects.toThrow('connection refused');
  });

  it('is stopped even while it is frozen', async () => {
    const server = await start('sleep', ['1000']);
    server.pause();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });
});

/** A dead process that nobody has asked about yet still has its number; where PID 1 is no init, it keeps it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
}
