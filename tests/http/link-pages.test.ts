import { beforeEach, describe, expect, it } from 'vitest';
import { otherPassword } from '../support/accounts.ts';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { emailChangeLink, invitation, resetLink, reversalLink } from '../support/http-links.ts';
import { type People, people } from '../support/http-people.ts';

/** What Chromium sends. */
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8' };
const form = { ...browser, 'content-type': 'application/x-www-form-urlencoded' };

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

interface Kind {
  readonly path: string;
  readonly token: () => Promise<string>;
  readonly asksPassword: boolean;
  readonly title: string;
  readonly done: string;
  readonly spanish: string;
}

const kinds: readonly Kind[] = [
  {
    path: '/auth/reset-password',
    token: () => resetLink(on, who.grace.email),
    asksPassword: true,
    title: 'Choose a new password',
    done: 'Your password is changed',
    spanish: 'Elige una contraseña nueva',
  },
  {
    path: '/auth/accept-invitation',
    token: async () => (await invitation(on, who.admin)).token,
    asksPassword: true,
    title: 'Accept the invitation',
    done: 'Welcome',
    spanish: 'Acepta la invitación',
  },
  {
    path: '/auth/confirm-email-change',
    token: () => emailChangeLink(on, who.grace),
    asksPassword: false,
    title: 'Confirm your new e-mail address',
    done: 'Your e-mail address is changed',
    spanish: 'Confirma tu nueva dirección de correo',
  },
  {
    path: '/auth/revert-email-change',
    token: () => reversalLink(on, who.grace),
    asksPassword: false,
    title: 'Take your account back',
    done: 'Your account is back',
    spanish: 'Recupera tu cuenta',
  },
];

const title = ({ text }: Answer) => /<title>([^<]*)<\/title>/.exec(text)?.[1];

function press(page: Answer, fields: Record<string, string>): Promise<Answer> {
  const action = /<form method="post" action="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const token = /<input type="hidden" name="token" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  return on.send('POST', action, { body: `${new URLSearchParams({ token, ...fields })}`, headers: form });
}

describe.each(kinds)('$path', ({ path, token, asksPassword, ...expected }) => {
  const fields: Record<string, string> = asksPassword ? { password: otherPassword } : {};
  const open = (link: string, headers: Record<string, string> = browser) =>
    on.send('GET', `${path}?token=${link}`, { headers });

  it('shows a page that changes nothing, however often and by whomever it is opened', async () => {
    const link = await token();
    const before = structuredClone(on.memory.store.users);
    for (const headers of [browser, { accept: '*/*' }, {}, { accept: 'application/json' }]) {
      expect((await open(link, headers)).status).toBe(200);
      await on.send('HEAD', `${path}?token=${link}`, { headers });
    }
    expect(on.memory.store.users).toEqual(before);
    const page = await open(link);
    expect([title(page), page.text.includes('name="password"')]).toEqual([expected.title, asksPassword]);
    expect(page.text).toContain('March 1, 2026 at 12:00');
    expect(page.headers.get('vary')).toBe('Accept, Accept-Language');
    expect(title(await open(link, { ...browser, 'accept-language': 'es' }))).toBe(expected.spanish);
  });

  it('runs no script, is kept by nobody, and leads nowhere but back', async () => {
    const page = await open(await token());
    expect(page.text).not.toMatch(/<script|(?:src|href)=(?!"\/_assets\/brand\.)/i);
    expect(page.text).toContain(`action="${path}"`);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*form-action 'self'/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('does what it is for when the button is pressed, once', async () => {
    const page = await open(await token());
    const done = await press(page, fields);
    expect([done.status, title(done)]).toEqual([200, expected.done]);
    const again = await press(page, fields);
    expect([again.status, title(again)]).toEqual([410, 'This link is not valid any more']);
  });

  it('tells a program when and from where it was asked for, and what to send', async () => {
    const { json } = await open(await token(), { accept: 'application/json' });
    expect(json.requested_at).toBe('2026-03-01T12:00:00.000Z');
    const [template] = Object.values<{ method: string; target: string }>(json._templates);
    expect(template).toMatchObject({ method: 'POST', target: `https://users.example.com${path}` });
  });

  it('takes a form from a program too, and answers it in JSON', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `${new URLSearchParams({ token: await token(), ...fields })}`;
    expect((await on.send('POST', path, { body, headers })).json).toHaveProperty('user_id');
  });

  it('explains a dead link, to people and programs', async () => {
    const page = await open('unheard-of');
    expect([page.status, title(page)]).toEqual([410, 'This link is not valid any more']);
    const program = await open('unheard-of', { accept: 'application/json' });
    expect(program).toMatchObject({ status: 410, json: { code: 'link_expired' } });
    const json = { token: 'unheard-of', ...fields };
    expect((await on.send('POST', path, { json })).json.code).toBe('link_expired');
    expect((await on.send('GET', path, { headers: browser })).status).toBe(422);
  });

  it('escapes what came from outside', async () => {
    const evil = '"><script>alert(1)</script>';
    const previewLink = { execute: async () => ({ requestedAt: new Date(0), network: evil }) };
    on = await httpFixture({ changed: { previewLink } });
    expect((await open(encodeURIComponent(evil))).text).not.toContain('<script');
  });
});

describe('a password that will not do', () => {
  it.each(kinds.filter(({ asksPassword }) => asksPassword))('is asked for again at $path', async ({ path, token }) => {
    const page = await on.send('GET', `${path}?token=${await token()}`, { headers: browser });
    for (const password of ['', 'tiny-pw', 'x'.repeat(300)]) {
      const again = await press(page, { password });
      expect(again.status).toBe(422);
      expect(again.text).toContain('role="alert"');
      expect(again.text).toContain('name="password"');
      if (password !== '') expect(again.text).not.toContain(password);
    }
    expect((await press(page, { password: otherPassword })).status).toBe(200);
  });
});
