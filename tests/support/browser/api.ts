import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkKind } from '@users/http/accounts/page-texts';
import { simpleParser } from 'mailparser';
import { until } from '../until.ts';
import { administrator, type World } from './world.ts';

export const password = 'a quiet river at dawn';

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** What people do through the API before and after they are at a page. */
export class Api {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async send(method: string, path: string, json?: unknown, token?: string): Promise<{ status: number; json: Json }> {
    const response = await fetch(`${this.#world.url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }

  /** The newest mail of this kind to this address: waits for it. */
  async mailedLink(template: string, email: string): Promise<string> {
    const folder = join(this.#world.dataDir, 'mail');
    const file = await until(`the mail ${template} to ${email}`, async () => {
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => name.endsWith('.eml') && name.includes(`-${template}-${email}`))
        .sort()
        .at(-1);
    });
    const { text = '' } = await simpleParser(await readFile(join(folder, file)));
    return /^https?:\S+$/m.exec(text)?.[0] ?? '';
  }

  /** Asks for an account of a new address. @returns the link in the mail */
  async register(locale = 'en'): Promise<Account & { link: string }> {
    const email = newAddress();
    await this.send('POST', '/auth/register', { email, password, full_name: 'Ada Lovelace', locale });
    return { email, password, link: await this.mailedLink('verify_email', email) };
  }

  /** Somebody who can log in. */
  async account(): Promise<Account & { token: string }> {
    const { link, ...account } = await this.register();
    const token = new URL(link).searchParams.get('token');
    await this.send('POST', '/auth/verify-email', { token });
    return { ...account, token: await this.logIn(account) };
  }

  /** Asks for a link of this kind. @returns it, and whose account it is about */
  async link(kind: LinkKind): Promise<Account & { link: string }> {
    if (kind === 'verify_email') return this.register();
    if (kind === 'accept_invitation') return this.#invitation();
    const { token, ...account } = await this.account();
    if (kind === 'reset_password') {
      await this.send('POST', '/auth/request-password-reset', { email: account.email });
      return { ...account, link: await this.mailedLink('password_reset', account.email) };
    }
    const email = newAddress();
    const { id } = (await this.send('GET', '/users/me', undefined, token)).json;
    await this.send('POST', `/users/${id}/email-change`, { email, current_password: password }, token);
    const link = await this.mailedLink('confirm_email_change', email);
    if (kind === 'confirm_email_change') return { email, password, link };
    await this.send('POST', '/auth/confirm-email-change', { token: new URL(link).searchParams.get('token') });
    return { ...account, link: await this.mailedLink('email_changed', account.email) };
  }

  async #invitation(): Promise<Account & { link: string }> {
    const email = newAddress();
    await this.send('POST', '/users', { email, full_name: 'Ada Lovelace' }, await this.logIn());
    return { email, password, link: await this.mailedLink('invitation', email) };
  }

  /** @returns an access token */
  async logIn({ email, password }: Account = administrator): Promise<string> {
    return (await this.send('POST', '/auth/login', { email, password })).json.access_token;
  }

  /** Whether these are good to log in with. */
  async canLogIn({ email, password }: Account): Promise<boolean> {
    return (await this.send('POST', '/auth/login', { email, password })).status === 200;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Json = any;

export function newAddress(): string {
  return `ada.${randomUUID().slice(0, 8)}@example.com`;
}
