import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { violations } from '../support/browser/accessibility.ts';
import type { ConsolePage } from '../support/browser/console-page.ts';
import { ConsoleScene } from '../support/browser/console-scene.ts';
import { describeWith } from '../support/services/require.ts';

/** Without a mouse, without sight, on a phone. */
describeWith('chromium', 'the console', () => {
  const scene = new ConsoleScene();
  const { api } = scene;
  let page: Page;
  let console: ConsolePage;

  beforeEach(() => {
    ({ page, console } = scene);
  });

  const idHere = () => new URL(page.url()).hash.split('/').at(-1)?.split('?')[0] ?? '';

  it('can be used with nothing but a keyboard', async () => {
    await scene.asAdministrator();
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    for (let presses = 0; (await focused()) !== 'Invite somebody' && presses < 30; presses += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await console.dialog.waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('email');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toBe('Invite somebody');
  });

  it.each([
    ['desktop', 'light'],
    ['phone', 'dark'],
  ] as const)('has nothing that axe complains of: %s, %s', async (size, scheme) => {
    await scene.comeAs({ size, scheme });
    ({ page, console } = scene);
    const { token } = await api.account();
    const { id } = (await api.send('GET', '/users/me', undefined, token)).json;
    // A page that is wider than the screen is shrunk on a phone, and everything on it.
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
    await console.open();
    await console.at('Sign in');
    expect(await violations(page)).toEqual([]);
    await scene.asAdministrator();
    expect(await violations(page)).toEqual([]);
    for (const [name, title] of [['Users'], ['Roles'], ['My account', 'Administrator']] as const) {
      await console.go(name, title);
      expect(await violations(page), name).toEqual([]);
      expect(await fits(), name).toBe(true);
    }
    await console.open(`#/users/${id}`);
    await console.at('Ada Lovelace');
    await console.fill('Replace the roles of this user');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(idHere()).toBe(id);
    expect(await fits()).toBe(true);
    expect(await scene.trouble()).toEqual([]);
  });
});
