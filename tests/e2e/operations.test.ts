import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { createProduction, type Production } from '../support/production.ts';
import { rawRequest } from '../support/raw-request.ts';
import { operationsListener, runCommand, type ServiceProcess, startService } from '../support/service-process.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWith } from '../support/services/require.ts';

const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada' };

describeWith('postgres', 'the operations listener', ({ postgres }) => {
  let production: Production;
  let running: ServiceProcess[] = [];

  const start = async (role: string, own: Record<string, string> = {}): Promise<ServiceProcess> => {
    const started = await startService(role, { ...production.variables, ...own });
    running.push(started);
    return started;
  };
  const portOf = (url: string): number => Number(new URL(url).port);

  beforeAll(async () => {
    production = await createProduction({ postgres });
  });

  afterEach(async () => {
    await Promise.all(running.map((each) => each.kill()));
    running = [];
  });

  afterAll(() => production.close());

  // A reset request makes a task and an event only if somebody has the address: with the figures on the public port, anyone
  // could ask for one and look. Each of these targets got them past a proxy that blocks /metrics.
  it('has the metrics that the public port has in no spelling', async () => {
    const { url, operationsUrl } = await start('serve', await operationsListener());
    const [main, operations] = [portOf(url), portOf(operationsUrl)];
    expect((await new ApiClient(url).post('/auth/register', ada)).status).toBe(202);
    const told = await rawRequest(main, 'GET /metrics');
    expect(told).toMatchObject({ status: 404, json: { detail: expect.stringContaining('OPERATIONS_LISTEN') } });
    for (const path of ['/%6detrics', '/./metrics', '/x/../metrics', '//metrics', '/%2e/metrics', '/metrics#']) {
      for (const port of [main, operations]) {
        expect((await rawRequest(port, `GET ${path}`)).json?.code, `${port} ${path}`).toBe('malformed_target');
      }
    }
    const whole = await rawRequest(main, `GET http://127.0.0.1:${main}/metrics`);
    expect(whole.status).toBe(404);
    const elsewhere = await rawRequest(main, `GET http://127.0.0.1:${operations}/metrics`);
    expect(elsewhere.status).toBe(400);

    const metrics = await rawRequest(operations, 'GET /metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.text).toContain('users_tasks{type="complete_registration",state="waiting"} 1');
    expect(metrics.text).toContain('route="/auth/register",status="202"} 1');
    expect((await rawRequest(operations, 'GET /metrics', 'evil.example')).json).toMatchObject({
      ...{ status: 421, code: 'misdirected_request' },
    });
  });

  it.each(['start', 'serve', 'relay', 'worker'])('tells how the parts of %s are', async (role) => {
    const { operationsUrl } = await start(role, await operationsListener());
    const api = new ApiClient(operationsUrl);
    const ready = await api.get('/readyz');
    expect([ready.status, ready.body.status]).toEqual([200, 'ready']);
    expect(ready.body.checks).toMatchObject({ postgresql: { status: 'up' }, mail: { status: 'up' } });
    expect((await api.get('/livez')).body).toEqual({ status: 'live' });
    expect((await api.get('/metrics')).text).toContain('process_cpu_user_seconds_total');
  });

  it('may be asked by the names that are listed where its address is no loopback one', async () => {
    const port = await freePort();
    await start('worker', { OPERATIONS_LISTEN: `0.0.0.0:${port}`, OPERATIONS_HOSTS: 'worker,metrics.example.com' });
    expect((await rawRequest(port, 'GET /metrics', `worker:${port}`)).status).toBe(200);
    expect((await rawRequest(port, 'GET /metrics', 'evil.example')).status).toBe(421);
  });

  it('stops a start when its address was set and is taken, in a line that names the variable', async () => {
    const { operationsUrl } = await start('worker', await operationsListener());
    const OPERATIONS_LISTEN = new URL(operationsUrl).host;
    for (const role of ['relay', 'serve']) {
      const PORT = String(await freePort());
      const { code, output } = await runCommand([role], { ...production.variables, OPERATIONS_LISTEN, PORT });
      expect(code).toBe(1);
      expect(output).toMatch(/^OPERATIONS_LISTEN: 127\.0\.0\.1:\d+ is in use: .*Set OPERATIONS_LISTEN to .*off\.$/m);
      expect(output).not.toMatch(/\n\s+at /);
    }
  });

  it('stops a start when its address is that of the API, or none of this machine', async () => {
    const PORT = String(await freePort());
    const refused = async (OPERATIONS_LISTEN: string) =>
      (await runCommand(['serve'], { ...production.variables, OPERATIONS_LISTEN, PORT })).output;
    expect(await refused(`127.0.0.1:${PORT}`)).toMatch(/^OPERATIONS_LISTEN: .* the API itself, listens there/m);
    expect(await refused('192.0.2.1:9464')).toMatch(/^OPERATIONS_LISTEN: 192\.0\.2\.1:9464 is no address of this/m);
  });

  it('is done without when the default address is taken, with a warning that says what to do', async () => {
    // Whoever has it already may keep it: it is taken all the same.
    const holder = createServer().on('error', () => {});
    await new Promise<void>((resolve) => holder.once('error', resolve).listen(9464, '127.0.0.1', resolve));
    const worker = await start('worker', { OPERATIONS_LISTEN: '' });
    const warnings = worker.output().match(/^.*"level":40.*$/gm) ?? [];
    expect(warnings).toEqual([
      expect.stringMatching(/127\.0\.0\.1:9464 is in use.*Set OPERATIONS_LISTEN to another address, or to off/),
    ]);
    expect(await worker.stop()).toBe(0);
    await new Promise((resolve) => holder.close(resolve));
  });
});
