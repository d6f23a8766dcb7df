import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { newAddress } from '../support/browser/api.ts';
import type { ConsolePage } from '../support/browser/console-page.ts';
import { ConsoleScene } from '../support/browser/console-scene.ts';
import { describeWith } from '../support/services/require.ts';

/** People of different rights, their sessions and passwords: the console offers what the links allow. */
describeWith('chromium', 'the console', () => {
  const scene = new ConsoleScene();
  const { api } = scene;
  let page: Page;
  let console: ConsolePage;

  beforeEach(() => {
    ({ page, console } = scene);
  });

  it('stays signed in over a reload, with no token that a script could read', async () => {
    await scene.asAdministrator();
    await console.go('Roles');
    await page.reload();
    await console.at('Roles');
    const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    expect(stored).toBe('[{"users-console-signed-in":"yes"},{},""]');
    const [cookie] = await page.context().cookies(`${scene.world.url}/auth/refresh`);
    expect(cookie).toMatchObject({ name: 'refresh_token', httpOnly: true, sameSite: 'Strict', path: '/auth' });
    expect(await scene.trouble()).toEqual([]);
  });

  it('offers a delegated manager what a manager may do, and no more', async () => {
    const role = `managers-${randomUUID().slice(0, 8)}`;
    const admin = await api.logIn();
    const account = await api.account();
    const other = await api.account();
    const id = (await api.send('GET', '/users/me', undefined, account.token)).json.id;
    const permissions = ['users:read', 'users:write'];
    await api.send('POST', '/roles', { name: role, description: '', permissions }, admin);
    await api.send('PUT', `/users/${id}/roles`, { roles: ['user', role] }, admin);
    await console.open();
    await console.signIn(account);
    await console.at('Home');
    const entries = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    expect(await entries.allTextContents()).toEqual(['Users', 'My account']);

    await console.go('Users');
    expect(await console.offered()).toEqual(['Invite somebody']);
    await console.search(other.email);
    await page.getByRole('table').getByRole('link').first().click();
    await console.at('Ada Lovelace');
    const mine = [
      ...['Change name or language', 'Change metadata', 'Change the e-mail address', 'Suspend'],
      'Void links to former addresses',
    ];
    expect(await console.offered()).toEqual(mine);

    // Who may not read the roles writes them.
    await console.go('Users');
    await console.fill('Invite somebody', { 'E-mail address': newAddress(), 'Full name': 'Somebody' });
    expect(await console.dialog.getByLabel('Roles').inputValue()).toBe('user');
    await console.dialog.getByLabel('Roles').fill('user\nadmin');
    await console.submit('Invite somebody');
    await console.dialog.getByRole('alert').filter({ hasText: 'More than you hold yourself' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await scene.trouble(403)).toEqual([]);
  });

  it('shows a user the own account alone, with its sessions', async () => {
    const account = await api.account();
    await console.open();
    await console.signIn(account);
    await console.at('Home');
    const entries = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    expect(await entries.allTextContents()).toEqual(['My account']);
    await console.go('My account', 'Ada Lovelace');
    expect(await console.offered()).toEqual([
      ...['Change name or language', 'Change the e-mail address', 'Erase for good', 'End all sessions'],
    ]);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await console.at('Sessions');
    const rows = page.getByRole('row').filter({ has: console.button('End this session') });
    expect(await rows.count()).toBe(2);
    await rows
      .filter({ has: page.getByText('No', { exact: true }) })
      .getByRole('button', { name: 'End this session' })
      .click();
    await console.submit('End this session');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await scene.trouble()).toEqual([]);
  });

  it('takes a new password, and goes on', async () => {
    const account = await api.account();
    await console.open();
    await console.signIn(account);
    await console.at('Home');
    const fields = { 'Current password': account.password, 'New password': 'another quiet river at dusk' };
    await console.perform('Change my password', fields);
    await page.reload();
    await console.at('Home');
    expect(await api.canLogIn(account)).toBe(false);
    expect(await scene.trouble()).toEqual([]);
  });

  it('says when the session has ended elsewhere, and where one was', async () => {
    const account = await api.account();
    const { id } = (await api.send('GET', '/users/me', undefined, account.token)).json;
    await console.open();
    await console.signIn(account);
    await console.at('Home');
    await api.send('DELETE', `/users/${id}/sessions`, undefined, account.token);
    // What is read may be 900 ms old.
    await expect
      .poll(
        async () => {
          for (const place of ['#/users/me', '#/']) await console.open(place);
          return page.getByRole('status').textContent();
        },
        { timeout: 10_000 },
      )
      .toContain('Your session has ended.');
    await console.open('#/users/me');
    await console.at('Sign in');
    await console.signIn(account);
    await console.at('Ada Lovelace');
    expect(await scene.trouble(401)).toEqual([]);
  });
});
