import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { violations } from '../support/browser/accessibility.ts';
import { Api, newAddress } from '../support/browser/api.ts';
import { ConsolePage } from '../support/browser/console-page.ts';
import { connect, type Visitor, visitor } from '../support/browser/visitor.ts';
import { administrator } from '../support/browser/world.ts';
import { describeWith } from '../support/services/require.ts';

/** The console knows the entry point and follows what it is offered: here by people of different rights. */
describeWith('chromium', 'the console', () => {
  const world = inject('world');
  const api = new Api(world);
  let browser: Browser;
  let person: Visitor;
  let page: Page;
  let console: ConsolePage;

  beforeAll(async () => {
    browser = await connect(inject('browser'));
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    person = await visitor(browser, { origin: world.url });
    page = person.page;
    console = new ConsolePage(page, world.url);
  });
  afterEach(() => person.leave());

  /** All that went wrong; the browser also calls an answer an error that refuses something, and tests provoke those. */
  async function trouble(...provoked: number[]): Promise<readonly string[]> {
    const refusal = new RegExp(`responded with a status of (?:${provoked.join('|')})\\b`);
    return (await person.trouble()).filter((line) => provoked.length === 0 || !refusal.test(line));
  }

  async function asAdministrator(): Promise<void> {
    await console.open();
    await console.signIn(administrator);
    await console.at('Home');
  }

  const idHere = () => new URL(page.url()).hash.split('/').at(-1)?.split('?')[0] ?? '';

  it('is there for a whole day of an operator', async () => {
    const email = newAddress();
    const name = `Mary ${randomUUID().slice(0, 8)}`;
    await asAdministrator();

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
    expect(await trouble()).toEqual([]);
  });

  it('stays signed in over a reload, with no token that a script could read', async () => {
    await asAdministrator();
    await console.go('Roles');
    await page.reload();
    await console.at('Roles');
    const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    expect(stored).toBe('[{"users-console-signed-in":"yes"},{},""]');
    const [cookie] = await page.context().cookies(`${world.url}/auth/refresh`);
    expect(cookie).toMatchObject({ name: 'refresh_token', httpOnly: true, sameSite: 'Strict', path: '/auth' });
    expect(await trouble()).toEqual([]);
  });

  it('explains that somebody else was faster, and lets one choose', async () => {
    const { email, token } = await api.account();
    const { id } = (await api.send('GET', '/users/me', undefined, token)).json;
    const rename = (full_name: string) => api.send('PATCH', '/users/me', { full_name }, token);
    const nameNow = async () => (await api.send('GET', '/users/me', undefined, token)).json.full_name;
    const change = 'Change name or language';
    await asAdministrator();
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
    expect(await trouble(412)).toEqual([]);
  });

  it('says beside the field what is wrong with it, and the rest in the service’s own words', async () => {
    await asAdministrator();
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
    expect(await trouble(409, 422)).toEqual([]);
  });

  it('pages through a list, and filters it', async () => {
    await api.account();
    await asAdministrator();
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
    expect(await trouble()).toEqual([]);
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
    const mine = ['Change name or language', 'Change metadata', 'Change the e-mail address', 'Suspend'];
    expect(await console.offered()).toEqual(mine);

    // Who may not read the roles writes them.
    await console.go('Users');
    await console.fill('Invite somebody', { 'E-mail address': newAddress(), 'Full name': 'Somebody' });
    expect(await console.dialog.getByLabel('Roles').inputValue()).toBe('user');
    await console.dialog.getByLabel('Roles').fill('user\nadmin');
    await console.submit('Invite somebody');
    await console.dialog.getByRole('alert').filter({ hasText: 'More than you hold yourself' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await trouble(403)).toEqual([]);
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
    expect(await trouble()).toEqual([]);
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
    expect(await trouble()).toEqual([]);
  });

  it('shows the secret of a service client once, when it is made and when it is replaced', async () => {
    const name = `billing ${randomUUID().slice(0, 8)}`;
    await asAdministrator();
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
    expect(await trouble()).toEqual([]);
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
    expect(await trouble(401)).toEqual([]);
  });

  it('can be used with nothing but a keyboard', async () => {
    await asAdministrator();
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
    await person.leave();
    person = await visitor(browser, { origin: world.url, size, scheme });
    page = person.page;
    console = new ConsolePage(page, world.url);
    const { token } = await api.account();
    const { id } = (await api.send('GET', '/users/me', undefined, token)).json;
    // A page that is wider than the screen is shrunk on a phone, and everything on it.
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
    await console.open();
    await console.at('Sign in');
    expect(await violations(page)).toEqual([]);
    await asAdministrator();
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
    expect(await trouble()).toEqual([]);
  });
});
