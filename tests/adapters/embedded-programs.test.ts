import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedServerError } from '@users/postgres/embedded/errors';
import { runProgram } from '@users/postgres/embedded/programs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the programs of the embedded PostgreSQL', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'programs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const failed = (said: string) => new EmbeddedServerError('init_failed', said);
  async function run(script: string): Promise<void> {
    const program = join(folder, 'program');
    await writeFile(program, script, { mode: 0o755 });
    await runProgram(program, [], { cwd: folder, user: undefined }, failed);
  }

  it('are told from programs that fail when the system has no loader for them, as Alpine has not', async () => {
    await expect(run('#!/lib64/no-such-loader.so\n')).rejects.toMatchObject({
      code: 'binaries_do_not_run',
      message: expect.stringMatching(/glibc.*DATABASE_URL/),
    });
  });

  it('are told from programs that fail when a library is missing', async () => {
    const script = '#!/bin/sh\necho "initdb: error while loading shared libraries: libicuuc.so.60" >&2; exit 127\n';
    await expect(run(script)).rejects.toMatchObject({
      code: 'binaries_do_not_run',
      message: expect.stringMatching(/libicuuc.*install scripts/),
    });
  });

  it('fail with what they said', async () => {
    const script = '#!/bin/sh\necho "no space left" >&2; exit 1\n';
    await expect(run(script)).rejects.toMatchObject({ code: 'init_failed', message: 'no space left' });
  });

  it('get no secret of the service through their environment', async () => {
    process.env.SECRET_KEYS = 'a-key-of-the-service';
    try {
      const told: unknown = await run('#!/bin/sh\nenv >&2; exit 1\n').catch((error: unknown) => error);
      expect(String(told)).toContain('TZ=UTC');
      expect(String(told)).not.toContain('a-key-of-the-service');
    } finally {
      delete process.env.SECRET_KEYS;
    }
  });
});
