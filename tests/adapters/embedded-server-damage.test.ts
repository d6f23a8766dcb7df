import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { isAlive, pidFile, serverPid, sql, started } from './embedded/processes.ts';
import { useScratch } from './embedded/scratch.ts';

describe('embedded PostgreSQL, after something went wrong', { timeout: 60_000 }, () => {
  const scratch = useScratch();
  const dataPath = () => join(scratch.dataDir, 'postgres');

  async function killServer(): Promise<number> {
    const pid = Number(await serverPid({ dataPath: dataPath() }));
    process.kill(pid, 'SIGKILL');
    await until('the end of the server', () => !isAlive(pid));
    return pid;
  }

  it('has every committed row when service and server were killed', async () => {
    const child = scratch.child();
    const { url } = await started(child);
    await sql(url, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (7)');
    await child.kill();
    await killServer();

    const server = await scratch.start();
    expect(server).toMatchObject({ adopted: false, firstStart: false });
    expect(await sql(server.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('starts although the pid of a crashed server belongs to another process of its user by now', async () => {
    const server = await scratch.start();
    await sql(server.url, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (7)');
    const record = await readFile(pidFile(dataPath()), 'utf8');
    const crashed = await killServer();
    await server.stop();
    const other = await sleeperOf((await stat(pidFile(dataPath()))).uid);
    try {
      await writeFile(pidFile(dataPath()), record.replace(String(crashed), String(other.pid)));
      const again = await scratch.start();
      expect(again.adopted).toBe(false);
      expect(await sql(again.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
      expect(isAlive(Number(other.pid))).toBe(true);
    } finally {
      other.kill();
    }
  });

  it('makes the data anew when it was killed while making it', async () => {
    const child = scratch.child();
    await until('an init under way', initUnderWay, { intervalMs: 1 });
    await child.kill();
    await expect(stat(dataPath())).rejects.toMatchObject({ code: 'ENOENT' });

    const server = await scratch.start();
    expect(server.firstStart).toBe(true);
    expect(await sql(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('sweeps away what a killed init has left', async () => {
    await mkdir(join(scratch.dataDir, 'postgres.init-killed', 'cluster', 'base'), { recursive: true });
    await chmod(scratch.dataDir, 0o755);
    await scratch.start();
    expect(await unfinished()).toEqual([]);
  });

  it('leaves a folder alone that is not its own', async () => {
    await mkdir(dataPath(), { recursive: true });
    await chmod(scratch.dataDir, 0o755);
    await writeFile(join(dataPath(), 'precious'), 'data');
    await expect(scratch.start()).rejects.toMatchObject({ code: 'data_unrecognised' });
    expect(await readFile(join(dataPath(), 'precious'), 'utf8')).toBe('data');
  });

  it('does not touch the data of another major version', async () => {
    const server = await scratch.start();
    await server.stop();
    await writeFile(join(dataPath(), 'cluster', 'PG_VERSION'), '17\n');
    await expect(scratch.start()).rejects.toMatchObject({
      code: 'data_of_other_version',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('says what the server said when it does not start, and is free for the next try', async () => {
    await expect(scratch.start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'server_did_not_start',
      message: expect.stringMatching(/invalid value for parameter "shared_buffers"[\s\S]*DATABASE_URL/),
    });
    expect(await scratch.start()).toMatchObject({ firstStart: false });
  });

  it('stops in peace when the server is gone already', async () => {
    const server = await scratch.start();
    await killServer();
    await server.stop();
    expect(await scratch.start()).toMatchObject({ adopted: false });
  });

  /** The version is the first thing that initdb writes, long before the data is whole. */
  async function initUnderWay(): Promise<boolean> {
    const [name] = await unfinished();
    return name !== undefined && (await stat(join(scratch.dataDir, name, 'cluster', 'PG_VERSION'))).isFile();
  }

  async function unfinished(): Promise<string[]> {
    const names = await readdir(scratch.dataDir).catch(() => []);
    return names.filter((name) => name.startsWith('postgres.init-'));
  }
});

async function sleeperOf(uid: number): Promise<ChildProcess> {
  const sleeper = spawn('sleep', ['600'], { stdio: 'ignore', ...(uid === process.getuid?.() ? {} : { uid: uid | 0 }) });
  await once(sleeper, 'spawn');
  return sleeper;
}
