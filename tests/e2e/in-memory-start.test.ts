import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { documentAt, root, section } from '../support/documents.ts';
import { EventFrames, type Frame } from '../support/event-frames.ts';
import { commandProcess, runCommand, type ServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada Lovelace' };
const admin = { email: 'admin@example.com', password: 'the first of all admins' };

/** One story in order, as the tests of another team would see it. */
describe('`users start --in-memory`', () => {
  let folder: string;
  let service: ServiceProcess;
  let url: string;
  let api: ApiClient;
  let token: string;
  let adminToken: string;
  let userId: string;
  let next: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'in-memory-'));
    await Promise.all(['here', 'home', 'tmp'].map((name) => mkdir(join(folder, name))));
    const variables = {
      ...{ PORT: '0', ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
      ...{ DATA_DIR: join(folder, 'data'), HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp') },
    };
    service = commandProcess(['start', '--in-memory'], variables, join(folder, 'here'));
    await until('the start to be ready', () => service.output().includes('start is ready'), { timeoutMs: 60_000 });
    url = /^ *API +(\S+)$/m.exec(service.output())?.[1] ?? '';
    api = new ApiClient(url);
  });

  afterAll(async () => {
    await service?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  const login = async ({ email, password }: typeof admin) => {
    const { status, body } = await api.post('/auth/login', { email, password });
    expect(status).toBe(200);
    return body.access_token as string;
  };

  it('is ready at the address that it prints, with the console, the references and the administrator', async () => {
    expect((await api.get('/readyz')).status).toBe(200);
    for (const page of ['/console', '/docs', '/redoc', '/openapi.json', '/asyncapi.json', '/.well-known/jwks.json']) {
      expect((await api.get(page)).status, page).toBe(200);
    }
    adminToken = await login(admin);
  });

  it('registers a user, who is verified by the printed link and logs in', async () => {
    expect((await api.post('/auth/register', ada)).status).toBe(202);
    const link = await until('the link to be printed', () => {
      return /Mail to ada@example\.com: .*\n +(\S+)/.exec(service.output())?.[1];
    });
    const verified = await api.post('/auth/verify-email', { token: new URL(link).searchParams.get('token') });
    expect(verified.status).toBe(200);
    token = await login(ada);
  });

  it('changes the user under the version that was read, and refuses an older one', async () => {
    const me = await api.get('/users/me', { token });
    userId = me.body.id;
    const headers = { 'if-match': me.headers.get('etag') ?? '' };
    const rename = () => {
      return api.call('PATCH', `/users/${userId}`, { token, headers, body: { full_name: 'Ada King' } });
    };
    expect((await rename()).status).toBe(200);
    expect((await rename()).status).toBe(412);
    expect((await api.get('/users/me', { token })).body.full_name).toBe('Ada King');
  });

  it('keeps roles and service clients, and lets a client read with a token of its own', async () => {
    const auditor = { name: 'auditor', description: 'Reads users', permissions: ['users:read'] };
    expect((await api.post('/roles', auditor, { token: adminToken })).status).toBe(201);
    const billing = { name: 'billing', permissions: ['users:read'] };
    const { body: client } = await api.post('/clients', billing, { token: adminToken });
    const issued = await fetch(`${url}/auth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.client_secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'users:read' }),
    });
    expect(issued.status).toBe(200);
    const { access_token: clientToken } = (await issued.json()) as { access_token: string };
    const found = await api.get('/users?q=king', { token: clientToken });
    expect(found.body._embedded.item.map(({ id }: { id: string }) => id)).toEqual([userId]);
  });

  it('tells each change as an event: on a page, to a long poll and as a stream', async () => {
    const page = await until('the rename to be published', async () => {
      const { body } = await api.get(`/events?subject=${userId}`, { token: adminToken });
      return JSON.stringify(body).includes('Ada King') && body;
    });
    const types = page._embedded.item.map(({ type }: { type: string }) => type);
    expect(types[0]).toBe('user.created');
    expect(types).toContain('user.updated');
    next = page._links.next.href;
    const waiting = api.get(`${next}&wait=20`, { token: adminToken });
    const change = { token, body: { full_name: 'Countess of Lovelace' } };
    expect((await api.call('PATCH', '/users/me', change)).status).toBe(200);
    expect((await waiting).text).toContain('Countess of Lovelace');
    const stream = await fetch(next, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${adminToken}` },
    });
    expect(await firstFrame(stream)).toMatchObject({ event: 'user.updated' });
  });

  // A mode for tests that leaves data of one run behind would change the next one.
  it('has written no file and started no other process', async () => {
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['here', 'home', 'tmp']);
    if (process.platform !== 'linux') return;
    const children = await readFile(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8');
    expect(children.trim()).toBe('');
  });

  it('ends cleanly when it is told to, with a reader still waiting for events', async () => {
    const waiting = api.get(`/events?wait=20&after=${await end()}`, { token: adminToken }).catch(() => null);
    expect(await service.stop()).toBe(0);
    await waiting;
    await expect(api.get('/livez')).rejects.toThrow();
  });

  const end = async () => {
    const { body } = await api.get('/events?limit=200', { token: adminToken });
    return new URL(body._links.next.href).searchParams.get('after');
  };
});

// Whoever names a database must not learn at the end that nothing was kept in it.
it('`users start --in-memory` refuses a DATABASE_URL, and names it', async () => {
  const variables = { PORT: '0', DATABASE_URL: 'postgres://127.0.0.1/users' };
  const { code, output } = await runCommand(['start', '--in-memory'], variables);
  expect(code).toBe(1);
  expect(output).toMatch(/^DATABASE_URL cannot be used with --in-memory\./m);
});

it('the commands of "In your own tests" in the README work as printed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'in-memory-readme-'));
  const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(section(documentAt('README.md'), 'In your own tests')) ?? [];
  // Its last command ends the service; a script that is cut short must not leave it running.
  const script = `trap 'kill $! 2>/dev/null || true' EXIT\n${commands.replaceAll('users.log', join(folder, 'users.log'))}`;
  const env = { PATH: process.env.PATH, OPERATIONS_LISTEN: 'off' };
  const { stdout } = await run('bash', ['-eu', '-c', script], { cwd: root, env, timeout: 50_000 });
  expect(stdout).toContain('"verified":true');
  await rm(folder, { recursive: true });
});

async function firstFrame(response: Response): Promise<Frame> {
  const frames = new EventFrames();
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended');
      const found = frames.push(value).find(({ data }) => data !== undefined);
      if (found) return found;
    }
  } finally {
    await reader.cancel();
  }
}
