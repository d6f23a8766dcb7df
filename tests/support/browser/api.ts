import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
