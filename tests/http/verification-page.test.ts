import { beforeEach, describe, expect, it } from 'vitest';
import { missingId, otherPassword } from '../support/accounts.ts';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { contestedLink, freshLink, stranger } from '../support/http-people.ts';

/** What Chromium sends. */
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8' };
const form = { ...browser, 'content-type': 'application/x-www-form-urlencoded' };

let on: HttpFixture;

beforeEach(async () => {
  on = await httpFixture();
});

const open = (token: string, headers: Record<string, string> = browser) =>
  on.send('GET', `/auth/verify-email?token=${token}`, { headers });

/** Presses the button: sends the form that the page holds, as a browser does. */
function press(page: Answer, fields: Record<string, string> = {}): Promise<Answer> {
  const action = /<form method="post" action="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const hidden = [...page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const values = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  return on.send('POST', action, { body: `${new URLSearchParams({ ...values, ...fields })}`, headers: form });
}

function title({ text }: Answer): string | undefined {
  return /<title>([^<]*)<\/title>/.exec(text)?.[1];
}

describe('for whoever opens a link in a mail', () => {
  it.each([
    ['a browser', browser],
    ['a browser that would take JSON as well', { accept: 'text/html, application/json;q=0.9' }],
    ['a browser that would take JSON first', { accept: 'application/json, text/html;q=0.1' }],
    ['a browser that is strict', { accept: 'application/xhtml+xml' }],
  ])('shows %s a page that changes nothing', async (_, headers) => {
    const page = await open(await freshLink(on), headers);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<button type="submit">');
    expect(on.userWith(stranger.email)?.status).toBe('pending');
  });

  it.each([
    ['a browser', browser, 'text/html; charset=UTF-8'],
    ['a program', { accept: 'application/json' }, 'application/hal+json'],
    ['a link checker', { accept: 'application/json, text/plain, */*' }, 'application/hal+json'],
    ['whoever says nothing', {}, 'application/hal+json'],
  ])('changes nothing by the HEAD of %s', async (_, headers, type) => {
    const answer = await on.send('HEAD', `/auth/verify-email?token=${await freshLink(on)}`, { headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(on.userWith(stranger.email)?.status).toBe('pending');
  });

  it('says when and from which network it was asked for', async () => {
    const { text } = await open(await freshLink(on));
    expect(text).toContain('March 1, 2026 at 12:00');
    expect(text).toContain('203.0.113.0/24');
  });

  it('verifies when the button is pressed, and says so; again and again', async () => {
    const page = await open(await freshLink(on));
    const done = await press(page);
    expect([done.status, title(done)]).toEqual([200, 'Your e-mail address is confirmed']);
    expect(on.userWith(stranger.email)?.status).toBe('active');
    expect((await press(page)).status).toBe(200);
  });

  it('says that it is done when the link is opened again', async () => {
    const token = await freshLink(on);
    await press(await open(token));
    expect(title(await open(token))).toBe('Your e-mail address is confirmed');
  });

  it('asks for a password where the link carries none, and again when it will not do', async () => {
    const page = await open(await contestedLink(on));
    expect(page.text).toMatch(/<input id="password" name="password" type="password" [^>]*minlength="15"/);
    for (const password of ['', 'tiny-pw', 'x'.repeat(300)]) {
      const again = await press(page, { password });
      expect(again.status).toBe(422);
      expect(again.text).toContain('role="alert"');
      expect(again.text).toContain('name="password"');
      if (password !== '') expect(again.text).not.toContain(password);
    }
    expect((await press(page, { password: otherPassword })).status).toBe(200);
    expect(on.userWith(stranger.email)?.status).toBe('active');
  });

  it('explains a link that is dead, one that came too late and one that is cut off', async () => {
    const dead = await open('unheard-of');
    expect([dead.status, title(dead)]).toEqual([410, 'This link is not valid any more']);
    const early = await freshLink(on);
    await press(await open(await contestedLink(on)), { password: otherPassword });
    const late = await open(early);
    expect([late.status, title(late)]).toEqual([409, 'This address was confirmed before']);
    expect((await on.send('GET', '/auth/verify-email', { headers: browser })).status).toBe(422);
    const pressed = await on.send('POST', '/auth/verify-email', { body: 'token=unheard-of', headers: form });
    expect(title(pressed)).toBe('This link is not valid any more');
  });

  it.each([
    ['es-ES,es;q=0.9,en;q=0.8', 'es', 'Confirma tu dirección de correo'],
    ['en-GB', 'en', 'Confirm your e-mail address'],
    ['de, es;q=0.3', 'es', 'Confirma tu dirección de correo'],
    ['de', 'en', 'Confirm your e-mail address'],
    ['es;q=0.1, en', 'en', 'Confirm your e-mail address'],
  ])('speaks the language of %s', async (acceptLanguage, language, expected) => {
    const page = await open(await freshLink(on), { ...browser, 'accept-language': acceptLanguage });
    expect(page.text).toContain(`<html lang="${language}">`);
    expect(title(page)).toBe(expected);
    expect(page.headers.get('vary')).toBe('Accept, Accept-Language');
  });

  it('runs no script, loads nothing but the brand’s image, is framed and kept by nobody, and tells nobody its address', async () => {
    const page = await open(await freshLink(on));
    expect(page.text).not.toMatch(/<script|javascript:|@import|url\(/i);
    expect(page.text).not.toMatch(/(?:src|href)=(?!"\/_assets\/brand\.)/i);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('allows its own style, and none other, by hash', async () => {
    const page = await open(await freshLink(on));
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.text) ?? [];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    expect(page.headers.get('content-security-policy')).toContain(`'sha256-${Buffer.from(digest).toString('base64')}'`);
  });

  it('escapes what came from outside', async () => {
    const evil = '"><script>alert(1)</script>';
    const page = await open(encodeURIComponent(evil));
    expect(page.text).not.toContain('<script');
    const preview = { state: 'ready' as const, userId: missingId, requestedAt: new Date(0), network: evil };
    on = await httpFixture({ changed: { previewVerification: { execute: async () => preview } } });
    const shown = await open(encodeURIComponent(evil));
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain('<script');
    expect(shown.text).toContain('&lt;script&gt;');
  });
});
