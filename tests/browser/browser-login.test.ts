import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { root } from '../architecture/sources.ts';
import { connect, visitor } from '../support/browser/visitor.ts';
import { administrator, startWorld, type World } from '../support/browser/world.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWith } from '../support/services/require.ts';

const folder = join(root, 'examples/browser-login');
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };

/** The example's files on an origin of their own, told where the service is. */
async function serveExample(port: number, service: string): Promise<Server> {
  const server = createServer(async ({ url = '/' }, outgoing) => {
    const name = url === '/' ? 'index.html' : url.slice(1);
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text === null) return outgoing.writeHead(204).end();
    const told = text.replace('http://localhost:8000/', `${service}/`);
    return outgoing.writeHead(200, { 'content-type': types[extname(name)] }).end(told);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

describeWith('chromium', 'the example of a front end on another origin', () => {
  let browser: Browser;
  let world: World & { close(): Promise<void> };
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    browser = await connect(inject('browser'));
    world = await startWorld({ CORS_ORIGINS: origin });
    server = await serveExample(port, world.url);
  });
  afterAll(async () => {
    server.close();
    await Promise.all([browser.close(), world.close()]);
  });

  const logIn = async (page: Page, password: string) => {
    await page.getByLabel('E-mail address').fill(administrator.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  };

  it('logs in, stays so over a reload, and logs out', async () => {
    const { page, trouble, leave } = await visitor(browser, { origin, others: [world.url] });
    await page.goto(origin);
    await logIn(page, administrator.password);
    await page.getByText(`You are ${administrator.email}.`).waitFor();
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, document.cookie])')).not.toMatch(/rt_|eyJ/);
    await page.reload();
    await page.getByText(`You are ${administrator.email}.`).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await page.context().cookies(`${world.url}/auth/refresh`)).toEqual([]);
    await page.reload();
    await page.getByLabel('Password').waitFor();
    expect(await trouble()).toEqual([]);
    await leave();
  });

  it('says what was wrong', async () => {
    const { page, leave } = await visitor(browser, { origin, others: [world.url] });
    await page.goto(origin);
    await logIn(page, 'not the right password');
    await page
      .getByRole('status')
      .filter({ hasText: /wrong|password/i })
      .waitFor();
    await leave();
  });
});
