import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Mail } from '@users/application';
import { renderHtml, renderText } from '@users/mail/render';
import { writeLetter } from '@users/mail/write-letter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alreadyRegisteredMail, verifyEmailMail } from '../support/mails.ts';

function forms(mail: Mail): { subject: string; text: string; html: string } {
  const letter = writeLetter(mail, 'Example Users');
  return { subject: letter.subject, text: renderText(letter), html: renderHtml(letter) };
}

/** What a browser shows of it. */
function visible(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&([a-z0-9#]+);/g, (_, name: string) => entities[name] ?? '?');
}

describe.each([
  ['en', 'Confirm your e-mail address', 'Hello Ana María Núñez,', '1 March 2026', '2 March 2026'],
  ['es', 'Confirma tu dirección de correo', 'Hola, Ana María Núñez:', '1 de marzo de 2026', '2 de marzo de 2026'],
])('the mail that asks to confirm an address (%s)', (locale, subject, greeting, asked, expires) => {
  const mail = forms(verifyEmailMail({ locale }));

  test('says who, when, from where, until when and what to do, in both forms', () => {
    expect(mail.subject).toBe(subject);
    for (const form of [mail.text, visible(mail.html)]) {
      for (const fact of [greeting, 'Example Users', asked, '12:00 UTC', '203.0.113.0/24', expires]) {
        expect(form).toContain(fact);
      }
    }
  });

  test('holds the link: on a line of its own, and behind a button', () => {
    const { link } = verifyEmailMail();
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`href="${link.replace('&', '&amp;')}"`);
  });

  test('does not speak of a network when none is known', () => {
    const { text } = forms(verifyEmailMail({ locale, network: null }));
    expect(text).not.toMatch(/network|red |null/);
  });
});

describe.each([
  ['en', 'You already have an account', 'log in with the password'],
  ['es', 'Ya tienes una cuenta', 'inicia sesión con la contraseña'],
])('the mail to the owner of a registered address (%s)', (locale, subject, advice) => {
  test('says that someone tried, when and from where, and how to log in', () => {
    const mail = forms(alreadyRegisteredMail({ locale }));
    expect(mail.subject).toBe(subject);
    for (const form of [mail.text, visible(mail.html)]) {
      for (const fact of [advice, '12:00 UTC', '203.0.113.0/24', 'https://app.example.com/login']) {
        expect(form).toContain(fact);
      }
    }
  });

  test('has no link when there is no page to log in', () => {
    const mail = forms(alreadyRegisteredMail({ locale, loginLink: null }));
    expect(mail.html).not.toContain('href');
    expect(mail.text).toContain(advice);
    expect(mail.text).not.toMatch(/null|https?:/);
  });
});

test('times are in UTC, as they say, wherever the server stands', async () => {
  const program = `
    import { timesIn } from '@users/mail/templates/texts';
    console.log(timesIn('en-GB')(new Date('2026-03-01T23:30:00Z')));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    env: { ...process.env, TZ: 'Asia/Tokyo' },
  });
  expect(stdout.trim()).toBe('1 March 2026 at 23:30 UTC');
});

describe('languages', () => {
  test.each([
    ['es-MX', 'es'],
    ['ES', 'es'],
    ['es_AR', 'es'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    ['est', 'en'],
    ['', 'en'],
    ['constructor', 'en'],
    ['__proto__', 'en'],
  ])('%j is written in %s', (locale, language) => {
    expect(forms(verifyEmailMail({ locale })).html).toContain(`<html lang="${language}">`);
  });

  test('no text lacks a translation: the languages say different things', () => {
    for (const make of [verifyEmailMail, alreadyRegisteredMail]) {
      const [en, es] = ['en', 'es'].map((locale) => writeLetter(make({ locale, fullName: '' }), 'X'));
      expect(en?.blocks).toHaveLength(es?.blocks.length ?? -1);
      for (const [index, block] of (en?.blocks ?? []).entries()) expect(block).not.toEqual(es?.blocks[index]);
    }
  });
});

describe('names', () => {
  test.each([
    'José',
    '李小龍',
    'Владимир',
    'محمد',
    'Nguyễn Văn A',
    "Seán O'Brien",
    'J. R. R. Tolkien',
    '🧑‍🚀 Kay',
    'می‌خواهم',
  ])('%s is greeted as written', (fullName) => {
    const mail = forms(verifyEmailMail({ fullName }));
    expect(mail.text).toContain(`Hello ${fullName},`);
    expect(visible(mail.html)).toContain(`Hello ${fullName},`);
  });

  test.each(['', '   ', '\n\t', '\u202e\u2066'])('%j is greeted without a name', (fullName) => {
    expect(forms(verifyEmailMail({ fullName })).text).toMatch(/^Hello,\n/);
  });

  // Whoever registers a stranger's address chooses the name in the mail: it must not become their message.
  test.each([
    'Win at https://evil.example',
    'Call www.evil.example now',
    'evil.com',
    'evil。com',
    'mail me@evil.example',
    'You have been selected for a prize, dear friend, so answer soon',
  ])('%j is no name to greet by', (fullName) => {
    const mail = forms(verifyEmailMail({ fullName }));
    expect(mail.text).toMatch(/^Hello,\n/);
    expect(mail.html).not.toContain('evil');
    expect(mail.html).not.toContain('prize');
  });

  test('line breaks and signs that turn the text are taken out', () => {
    const { text } = forms(verifyEmailMail({ fullName: 'Ana\r\n\r\nYour account is closed\u202e\u2067!' }));
    expect(text.split('\n')[0]).toBe('Hello Ana Your account is closed !,');
  });
});

describe('markup', () => {
  const attacks = [
    '<b>Ana',
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)',
    "' onmouseover='x",
    '&lt;b&gt;',
    '<!--',
  ];

  test.each(attacks)('%j in a name is shown, not obeyed', (fullName) => {
    const mail = forms(verifyEmailMail({ fullName }));
    expect(tags(mail.html)).toEqual(tags(forms(verifyEmailMail()).html));
    expect(visible(mail.html)).toContain(`Hello ${fullName},`);
  });

  test.each(attacks)('%j in a link, a network or the name of the service is not obeyed', (attack) => {
    const letter = writeLetter(verifyEmailMail({ link: `https://x.example/${attack}`, network: attack }), attack);
    expect(tags(renderHtml(letter))).toEqual(tags(forms(verifyEmailMail()).html));
  });

  test('whatever is in the fields, the page has the same tags', () => {
    const sign = fc.constantFrom('<', '>', '"', "'", '&', '=', 'a', ' ', '\0', '`', 'é');
    const text = fc.string({ unit: sign, maxLength: 40 });
    const plain = tags(forms(verifyEmailMail()).html);
    fc.assert(
      fc.property(text, text, text, (fullName, network, tail) => {
        const mail = forms(verifyEmailMail({ fullName, network, link: `https://x.example/${tail}` }));
        expect(tags(mail.html)).toEqual(plain);
      }),
    );
  });

  test('nothing is loaded from elsewhere', () => {
    const { html } = forms(verifyEmailMail());
    expect(html).not.toMatch(/<(img|link|script|iframe|object|form)|url\(|@import/i);
  });
});

/** Names of the tags and of their attributes, in order. */
function tags(html: string): string[] {
  return [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
}
