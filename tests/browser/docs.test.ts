import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { connect, visitor } from '../support/browser/visitor.ts';
import { administrator } from '../support/browser/world.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('chromium', 'the references', () => {
  const world = inject('world');
  let browser: Browser;

  beforeAll(async () => {
    browser = await connect(inject('browser'));
  });
  afterAll(() => browser.close());

  it('/docs lists the operations, and sends a log-in whose answer it shows', async () => {
    const { page, trouble, leave } = await visitor(browser, { origin: world.url });
    await page.goto(`${world.url}/docs`);
    await page.waitForTimeout(3000);
    await page.screenshot({ path: '/tmp/docs.png' });
    console.log((await page.locator('body').innerText()).slice(0, 3000));
    console.log(await trouble());
    await page.goto(`${world.url}/redoc`);
    await page.waitForTimeout(3000);
    await page.screenshot({ path: '/tmp/redoc.png' });
    console.log((await page.locator('body').innerText()).slice(0, 1500));
    expect(await trouble()).toEqual([]);
    console.log(administrator);
    await leave();
  });
});
