import { join } from 'node:path';
import { DataDirInUse } from '@users/postgres/embedded-server';
import { describe, expect, it } from 'vitest';
import { serverPid, sql, started } from './embedded/processes.ts';
import { useScratch } from './embedded/scratch.ts';

describe('embedded PostgreSQL, used by several processes', { timeout: 60_000 }, () => {
  const scratch = useScratch();
  const runs = async () => (await serverPid({ dataPath: join(scratch.dataDir, 'postgres') })) !== undefined;

  it('refuses a second owner, and names the first', async () => {
    const first = scratch.child();
    const { url } = await started(first);

    const refused = await scratch.start().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataDirInUse);
    expect(refused).toMatchObject({ code: 'data_dir_in_use', pid: first.process.pid });
    expect(String(refused)).toMatch(new RegExp(`process ${first.process.pid} .*DATA_DIR`));
    expect(await sql(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a second owner within one process', async () => {
    await scratch.start();
    await expect(scratch.start()).rejects.toBeInstanceOf(DataDirInUse);
  });

  it('takes a new owner when the one before has stopped, or was killed', async () => {
    const killed = scratch.child();
    await started(killed);
    await killed.kill();
    const stopped = await scratch.start();
    await stopped.stop();
    expect(await scratch.start()).toMatchObject({ adopted: false });
  });

  it('lets a guest use the server of the owner, who keeps it', async () => {
    const owner = await scratch.start();
    const guest = scratch.child('guest');
    expect(await started(guest)).toMatchObject({ adopted: true, url: owner.url });
    await guest.stop();
    expect(await sql(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await owner.stop();
    expect(await runs()).toBe(false);
  });

  it('starts and stops the server for a guest alone', async () => {
    const guest = await scratch.start({ role: 'guest' });
    expect(guest).toMatchObject({ adopted: false, firstStart: true });
    await guest.stop();
    expect(await runs()).toBe(false);
  });

  it('leaves the server of a guest to an owner who came meanwhile', async () => {
    const guest = await scratch.start({ role: 'guest' });
    const owner = scratch.child();
    const { url } = await started(owner);
    await guest.stop();
    expect(await sql(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await owner.stop();
    expect(await runs()).toBe(false);
  });

  it('leaves the server to a guest when the owner stops first', async () => {
    const owner = scratch.child();
    await started(owner);
    const guest = await scratch.start({ role: 'guest' });
    await owner.stop();
    expect(await sql(guest.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await guest.stop();
    expect(await runs()).toBe(false);
  });

  it('gives processes that start at the same moment one server, one of them the data to make', async () => {
    const children = (['owner', 'guest', 'owner', 'guest'] as const).map((role) => scratch.child(role));
    const reports = await Promise.all(children.map((child) => child.report));

    const up = reports.filter((report) => report.state === 'started');
    const refused = reports.filter((report) => report.state === 'refused');
    expect(refused.map((report) => report.name)).toEqual(['DataDirInUse']);
    expect(up.filter((report) => report.firstStart)).toHaveLength(1);
    expect(up.filter((report) => !report.adopted)).toHaveLength(1);
    expect(new Set(up.map((report) => report.url)).size).toBe(1);

    await Promise.all(children.map((child) => child.stop()));
    expect(await runs()).toBe(false);
  });
});
