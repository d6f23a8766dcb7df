import { mkdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { startEmbeddedServer } from '@users/postgres/embedded-server';
import { describe, expect, it } from 'vitest';
import { serverPid, sql, started } from './embedded/processes.ts';
import { useScratch } from './embedded/scratch.ts';

const asRoot = process.getuid?.() === 0;

describe('embedded PostgreSQL', { timeout: 60_000 }, () => {
  const scratch = useScratch();

  it('makes its data on the first start, durable and closed to others', async () => {
    const lines: string[] = [];
    const server = await scratch.start({ log: (line) => lines.push(line) });

    expect(server).toMatchObject({ firstStart: true, adopted: false, dataPath: join(scratch.dataDir, 'postgres') });
    const [settings] = await sql(
      server.url,
      `SELECT current_database() AS database, current_setting('server_version_num')::int / 10000 AS version,
              current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous,
              current_setting('listen_addresses') AS listens, current_setting('server_encoding') AS encoding`,
    );
    expect(settings).toEqual({
      database: 'users',
      version: 18,
      fsync: 'on',
      synchronous: 'on',
      listens: '127.0.0.1',
      encoding: 'UTF8',
    });
    expect((await stat(join(server.dataPath, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(server.dataPath, 'cluster'))).mode & 0o777).toBe(0o700);
    const password = new URL(server.url).password;
    expect(lines.join('\n')).not.toContain(password);
    expect(await readFile(join(scratch.dataDir, 'postgres.log'), 'utf8')).not.toContain(password);
  });

  it('lets nobody in without the password', async () => {
    const { url } = await scratch.start();
    const guessed = new URL(url);
    guessed.password = 'guessed';
    await expect(sql(guessed.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('has the rows again after a stop and a start', async () => {
    const first = await scratch.start();
    await sql(first.url, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (7)');
    await first.stop();
    await first.stop();
    expect(await serverPid(first)).toBeUndefined();

    const second = await scratch.start();
    expect(second).toMatchObject({ firstStart: false, adopted: false });
    expect(await sql(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('makes the database it is asked for, and takes settings', async () => {
    const { url } = await scratch.start({ database: 'my "other" one', settings: { max_connections: '17' } });
    expect(await sql(url, `SELECT current_database() AS name, current_setting('max_connections') AS most`)).toEqual([
      { name: 'my "other" one', most: '17' },
    ]);
  });

  it('adopts the server that a killed process left behind, and stops it at its end', async () => {
    const killed = scratch.child();
    const { url } = await started(killed);
    await sql(url, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (7)');
    const left = { dataPath: join(scratch.dataDir, 'postgres') };
    const pid = await serverPid(left);
    await killed.kill();

    const server = await scratch.start();
    expect(server).toMatchObject({ adopted: true, firstStart: false });
    expect(await serverPid(left)).toBe(pid);
    expect(await sql(server.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    await server.stop();
    expect(await serverPid(left)).toBeUndefined();
  });

  it('lives on when Ctrl-C reaches every process of the terminal', async () => {
    const child = scratch.child();
    const { url } = await started(child);
    const [before] = await sql(url, 'SELECT pg_postmaster_start_time() AS since');
    process.kill(-Number(child.process.pid), 'SIGINT');
    expect(await sql(url, 'SELECT pg_postmaster_start_time() AS since')).toEqual([before]);
  });

  it('runs as somebody else than root', async () => {
    const server = await scratch.start();
    const { uid } = await stat(join(server.dataPath, 'cluster', 'postmaster.pid'));
    if (asRoot) expect(uid).not.toBe(0);
    else expect(uid).toBe(userInfo().uid);
  });

  it('finds the same data again when the path is closed to the user of the server', async () => {
    const dataDir = join(scratch.folder, 'closed', '.data');
    await mkdir(dirname(dataDir), { mode: 0o700 });
    const lines: string[] = [];
    const first = await scratch.start({ dataDir, log: (line) => lines.push(line) });
    try {
      await sql(first.url, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (7)');
      await first.stop();
      const again = await startEmbeddedServer({ dataDir });
      expect(again).toMatchObject({ firstStart: false, dataPath: first.dataPath });
      expect(await sql(again.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
      await again.stop();
      if (!asRoot) return;
      expect(first.dataPath.startsWith(dataDir)).toBe(false);
      expect(await readlink(join(dataDir, 'postgres'))).toBe(first.dataPath);
      expect(lines.join('\n')).toContain(first.dataPath);
    } finally {
      if (asRoot) await rm(dirname(first.dataPath), { recursive: true });
    }
  });
});
