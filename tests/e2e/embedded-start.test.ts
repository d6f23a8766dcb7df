import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { type Checkout, createCheckout, type PnpmProcess } from '../support/checkout.ts';
import { tokenIn } from '../support/production.ts';
import { freePort } from '../support/services/free-port.ts';
import { until } from '../support/until.ts';

const ready = 'Users Service is ready';
const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada Lovelace' };

/** One story in order: what a newcomer does on the first day, with the plug pulled in the middle. */
describe('`pnpm start` in a fresh checkout', () => {
  let checkout: Checkout;
  let service: PnpmProcess;
  let api: ApiClient;
  let port: string;
  let adminPassword: string;
  let refreshToken: string;

  beforeAll(async () => {
    checkout = await createCheckout();
    port = String(await freePort());
    api = new ApiClient(`http://127.0.0.1:${port}`);
  });

  afterAll(async () => {
    await service?.stop();
    await checkout?.remove();
  });

  const login = (email: string, password: string) => api.post('/auth/login', { email, password });

  it('installs, starts everything embedded, and shows the first administrator once', async () => {
    service = checkout.pnpm(['start'], { PORT: port });
    await service.says(ready);
    const output = service.output();
    expect(output).toContain(`http://localhost:${port}/docs`);
    expect(output).toMatch(/PostgreSQL\s+embedded, data in .+postgres/);
    adminPassword = /Password\s+(\S+)/.exec(output)?.[1] ?? '';
    expect(output).toMatch(/Administrator\s+admin@example\.com/);
    const admin = await login('admin@example.com', adminPassword);
    expect(admin.status).toBe(200);
    refreshToken = admin.body.refresh_token;
  }, 240_000);

  it('registers a user whose link lies in the development mailbox', async () => {
    expect((await api.post('/auth/register', ada)).status).toBe(202);
    expect(tokenIn((await mailTo(checkout, ada.email)).text)).toBeTruthy();
    await until('the link to be printed', () => service.output().includes('/auth/verify-email?token='));
  });

  it('refuses a second start on the same port, and on the same data, and says what to do', async () => {
    const samePort = checkout.pnpm(['start'], { PORT: port });
    expect(await samePort.ended()).not.toBe(0);
    expect(samePort.output()).toContain(`Port ${port} is in use`);
    const sameData = checkout.pnpm(['start'], { PORT: String(await freePort()) });
    expect(await sameData.ended()).not.toBe(0);
    expect(sameData.output()).toMatch(/is in use by process \d+.*DATA_DIR/);
  });

  it('runs a command beside the service', async () => {
    const made = checkout.pnpm(['users', 'admin', 'create', '--email', 'second@example.com'], {});
    expect(await made.ended(), made.output()).toBe(0);
    const password = /Password, shown this once: (\S+)/.exec(made.output())?.[1] ?? '';
    expect((await login('second@example.com', password)).status).toBe(200);
  });

  it('keeps users, sessions and pending links when it is killed and started again', async () => {
    await service.kill();
    service = checkout.pnpm(['start'], { PORT: port });
    await service.says(ready);
    expect(service.output()).not.toMatch(/Password/);
    const refreshed = await api.post('/auth/refresh', { refresh_token: refreshToken });
    expect(refreshed.status).toBe(200);
    const { text } = await mailTo(checkout, ada.email);
    expect((await api.post('/auth/verify-email', { token: tokenIn(text) })).status).toBe(200);
    expect((await login(ada.email, ada.password)).status).toBe(200);
    const users = await api.get('/users?sort=email', { token: refreshed.body.access_token });
    expect(users.body._embedded.item.map((user: { email: string }) => user.email)).toEqual([
      ada.email,
      'admin@example.com',
      'second@example.com',
    ]);
  });

  it('stops its PostgreSQL when it is stopped', async () => {
    const data = /data in (\S+)/.exec(service.output())?.[1] ?? '';
    await service.stop();
    expect(existsSync(join(checkout.path, data, 'postmaster.pid'))).toBe(false);
  });
});

async function mailTo(checkout: Checkout, address: string) {
  const folder = join(checkout.path, '.data', 'mail');
  const name = await until(`a mail to ${address}`, async () => {
    return (await readdir(folder)).find((file) => file.includes(address.split('@')[0] ?? '') && file.endsWith('.eml'));
  });
  return simpleParser(await readFile(join(folder, name)));
}
