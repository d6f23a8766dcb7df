import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { Api } from '../support/browser/api.ts';
import { connect, type Visitor, visitor } from '../support/browser/visitor.ts';
import { administrator } from '../support/browser/world.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('chromium', 'the references', () => {
  const world = inject('world');
  const api = new Api(world);
  let browser: Browser;
  let reader: Visitor;
  let page: Page;

  beforeAll(async () => {
    browser = await connect(inject('browser'));
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    reader = await visitor(browser, { origin: world.url });
    page = reader.page;
  });
  afterEach(() => reader.leave());

  /** Opens the operation's own place in the reference, and its form. */
  async function tryOut(place: string, label: RegExp): Promise<void> {
    await page.goto(`${world.url}/docs#${place}`);
    // An address that differs in what follows # alone is the same page to a browser.
    await page.reload();
    await page.getByRole('button', { name: label }).click();
  }

  const answer = () => page.getByRole('dialog').getByText('"_links"').first();

  it('/docs lists every operation', async () => {
    const { paths } = (await api.send('GET', '/openapi.json')).json;
    const operations = Object.values<object>(paths).flatMap((methods) => Object.keys(methods));
    await page.goto(`${world.url}/docs`);
    const closed = page.getByRole('button', { name: /^Open Group - (?!Models)/ });
    await closed.first().waitFor();
    while ((await closed.count()) > 0) await closed.first().click();
    await expect.poll(() => page.getByRole('link', { name: /HTTP Method:/ }).count()).toBe(operations.length);
    expect(await page.getByRole('link', { name: 'to read', exact: true }).getAttribute('href')).toBe('/redoc');
    expect(await reader.trouble()).toEqual([]);
  });

  it('/docs sends the log-in of its example and shows the answer', async () => {
    await tryOut('tag/sessions/POST/auth/login', /Test Request.*\/auth\/login/i);
    await page.getByRole('button', { name: /^Send post request/i }).click();
    await answer().waitFor();
    const shown = await page.getByRole('dialog').textContent();
    expect(shown).toContain('200 OK');
    expect(shown).toContain('"access_token"');
    expect(await reader.trouble()).toEqual([]);
  });

  it('/docs sends what needs a token with the one that was pasted', async () => {
    await tryOut('tag/users/GET/users/me', /Test Request.*get \/users\/me\)/i);
    await page.getByRole('textbox', { name: 'Bearer Token' }).click();
    await page.keyboard.insertText(await api.logIn());
    await page.getByRole('button', { name: /^Send get request/i }).click();
    await answer().waitFor();
    const shown = await page.getByRole('dialog').textContent();
    expect(shown).toContain('200 OK');
    expect(shown).toContain(administrator.email);
    expect(await reader.trouble()).toEqual([]);
  });

  it.each(['desktop', 'phone'] as const)('/redoc shows all of it, and leads to the other (%s)', async (size) => {
    const { page, trouble, leave } = await visitor(browser, { origin: world.url, size });
    await page.goto(`${world.url}/redoc`);
    await page.getByRole('heading', { name: 'Make an account' }).waitFor();
    expect(await page.getByRole('link', { name: 'to try' }).getAttribute('href')).toBe('/docs');
    expect(await trouble()).toEqual([]);
    await leave();
  });
});
