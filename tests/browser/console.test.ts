import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { violations } from '../support/browser/accessibility.ts';
import { newAddress } from '../support/browser/api.ts';
import type { ConsolePage } from '../support/browser/console-page.ts';
import { ConsoleScene } from '../support/browser/console-scene.ts';
import { administrator } from '../support/browser/world.ts';
import { describeWith } from '../support/services/require.ts';

/** The console knows the entry point and follows what it is offered: here the work of an operator. */
describeWith('chromium', 'the console', () => {
  const scene = new ConsoleScene();
  const { api } = scene;
  let page: Page;
  let console: ConsolePage;

  beforeEach(() => {
    ({ page, console } = scene);
  });

  it('is there for a whole day of an operator', async () => {
    const email = newAddress();
    const name = `Mary ${randomUUID().slice(0, 8)}`;
    await scene.asAdministrator();

    await console.go('Users');
    await console.perform('Invite somebody', { 'E-mail address': email, 'Full name': name });
    await console.at(name);
    expect(await console.fact('Status').textContent()).toBe('pending');

    const link = await api.mailedLink('invitation', email);
    const password = 'a quiet river at dawn';
    await api.send('POST', '/auth/accept-invitation', { token: new URL(link).searchParams.get('token'), password });

    await console.go('Users');
    await console.search(name.toUpperCase());
    await page.getByRole('link', { name }).click();
    await console.at(name);
    expect(await console.fact('Status').textContent()).toBe('active');

    await console.perform('Suspend', { Why: 'Asked for by its owner.' });
    await expect.poll(() => console.fact('Status').textContent()).toBe('suspended');
    expect(await api.canLogIn({ email, password })).toBe(false);
    await console.perform('Lift the suspension');
    await expect.poll(() => console.fact('Status').textContent()).toBe('active');

    const role = `role-${randomUUID().slice(0, 8)}`;
    const user = new URL(page.url()).hash;
    await console.go('Roles');
    await console.fill('Make a role', { Name: role, 'What it is for': 'Looks after other accounts.' });
    await console.dialog.getByLabel('users:read').check();
    await console.submit('Make a role');
    await console.at(role);
    await console.open(user);
    await console.at(name);
    await console.fill('Replace the roles of this user');
    await console.dialog.getByLabel(role).check();
    await console.submit('Replace the roles of this user');
    await expect.poll(() => console.fact('Roles').textContent()).toContain(role);

    await console.perform('Soft-delete: can be restored');
    await expect.poll(() => console.fact('Status').textContent()).toBe('deleted');
    await console.perform('Restore');
    await expect.poll(() => console.fact('Status').textContent()).toBe('active');

    await console.go('Users');
    await console.search(name);
    await page.getByRole('link', { name }).click();
    await console.at(name);
    await console.perform('Erase for good');
    await console.at('Users');
    expect(await page.getByText('Nothing here.').count()).toBe(1);

    await console.button('Log out').click();
    await console.at('Sign in');
    await page.reload();
    await console.at('Sign in');
    expect(await scene.trouble()).toEqual([]);
  });

  it('explains that somebody else was faster, and lets one choose', async () => {
    const { email, token } = await api.account();
    const { id } = (await api.send('GET', '/users/me', undefined, token)).json;
    const rename = (full_name: string) => api.send('PATCH', '/users/me', { full_name }, token);
    const nameNow = async () => (await api.send('GET', '/users/me', undefined, token)).json.full_name;
    const change = 'Change name or language';
    await scene.asAdministrator();
    await console.open(`#/users/${id}`);
    await console.at('Ada Lovelace');

    await console.fill(change, { 'Full name': 'Mine' });
    await rename('Theirs');
    await console.submit(change);
    const conflict = page.getByRole('dialog', { name: 'Changed by somebody else' });
    await conflict.waitFor();
    const cells = await conflict.getByRole('row').last().locator('th, td').allTextContents();
    expect(cells).toEqual(['Full name', 'Ada Lovelace', 'Mine', 'Theirs']);
    expect(await violations(page)).toEqual([]);
    await conflict.getByRole('button', { name: 'Keep theirs' }).click();
    await console.at('Theirs');
    expect(await nameNow()).toBe('Theirs');

    await console.fill(change, { 'Full name': 'Mine' });
    await rename('Theirs again');
    await console.submit(change);
    await conflict.getByRole('button', { name: 'Save mine all the same' }).click();
    await console.at('Mine');
    expect(await nameNow()).toBe('Mine');
    expect(await console.fact('E-mail address').textContent()).toBe(email);
    expect(await scene.trouble(412)).toEqual([]);
  });

  it('says beside the field what is wrong with it, and the rest in the service’s own words', async () => {
    await scene.asAdministrator();
    await console.go('Users');
    const taken = administrator.email;
    await console.fill('Invite somebody', { 'E-mail address': taken, 'Full name': 'x', Language: 'no language' });
    await console.submit('Invite somebody');
    const language = console.dialog.getByLabel('Language');
    await expect.poll(() => language.getAttribute('aria-invalid')).toBe('true');
    expect(await language.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
    const described = (await language.getAttribute('aria-describedby')) ?? '';
    expect(await page.locator(`#${described}`).textContent()).toBe('Must be a language tag such as en or es-MX.');
    await language.fill('en');
    await console.submit('Invite somebody');
    await console.dialog.getByRole('alert').filter({ hasText: 'The address is in use' }).waitFor();
    await page.keyboard.press('Escape');

    await console.go('My account', 'Administrator');
    await console.fill('Replace the roles of this user');
    await console.dialog.getByLabel('admin').uncheck();
    await console.submit('Replace the roles of this user');
    await console.dialog.getByRole('alert').filter({ hasText: 'The last administrator' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await scene.trouble(409, 422)).toEqual([]);
  });

  it('pages through a list, and filters it', async () => {
    await api.account();
    await scene.asAdministrator();
    await console.go('Users');
    await page.getByText('More filters').click();
    await page.getByLabel('Users a page').fill('1');
    await page.getByLabel('Count them all').selectOption('Yes');
    await console.button('Search').click();
    await page.getByText(/^\d+ in all$/).waitFor();
    const rows = page.getByRole('table', { name: 'Users' }).getByRole('row');
    const first = await rows.last().textContent();
    expect(await rows.count()).toBe(2);
    await page.getByRole('link', { name: 'Next page' }).click();
    await expect.poll(() => rows.last().textContent()).not.toBe(first);
    await page.goBack();
    await expect.poll(() => rows.last().textContent()).toBe(first);
    expect(await scene.trouble()).toEqual([]);
  });

  it('shows the secret of a service client once, when it is made and when it is replaced', async () => {
    const name = `billing ${randomUUID().slice(0, 8)}`;
    await scene.asAdministrator();
    await console.go('Service clients');
    await console.open('#/');
    await console.at('Home');
    await console.fill('Make a service client', { Name: name });
    await console.dialog.getByLabel('users:read').check();
    await console.submit('Make a service client');
    const once = page.getByRole('dialog').filter({ hasText: 'This is shown once.' });
    const first = await once.getByRole('definition').textContent();
    expect(first).toMatch(/^[\w-]{43}$/);
    await once.getByRole('button', { name: 'Close' }).click();
    await console.at(name);
    await console.fill('Replace the secret');
    await console.submit('Replace the secret');
    const second = await once.getByRole('definition').textContent();
    expect(second).toMatch(/^[\w-]{43}$/);
    expect(second).not.toBe(first);
    await page.keyboard.press('Escape');
    await console.perform('End the service client for good');
    expect(await scene.trouble()).toEqual([]);
  });
});
