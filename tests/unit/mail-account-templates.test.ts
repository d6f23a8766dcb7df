import type { LinkTemplate, Mail } from '@users/application';
import { renderHtml, renderText } from '@users/mail/render';
import { writeLetter } from '@users/mail/write-letter';
import { describe, expect, test } from 'vitest';
import { emailChangedMail, everyMail, passwordChangedMail, suspendedMail, verifyEmailMail } from '../support/mails.ts';

function forms(mail: Mail): { subject: string; text: string; html: string } {
  const letter = writeLetter(mail, 'Example Users');
  return { subject: letter.subject, text: renderText(letter), html: renderHtml(letter) };
}

/** Says each fact in both forms. */
function expectFacts({ text, html }: { text: string; html: string }, facts: readonly string[]): void {
  for (const fact of facts) {
    expect(text).toContain(fact);
    expect(html).toContain(fact);
  }
}

const asked = ['12:00 UTC', '203.0.113.0/24'];
const linkMails: readonly [LinkTemplate, string, string, string][] = [
  ['invitation', 'en', 'You are invited to Example Users', 'An administrator of Example Users has made an account'],
  ['invitation', 'es', 'Te invitan a Example Users', 'ha creado una cuenta para esta dirección'],
  ['password_reset', 'en', 'Choose a new password', 'your password stays as it is'],
  ['password_reset', 'es', 'Elige una contraseña nueva', 'tu contraseña sigue igual'],
  ['confirm_email_change', 'en', 'Confirm your new e-mail address', 'nothing changes until the link is followed'],
  [
    'confirm_email_change',
    'es',
    'Confirma tu nueva dirección de correo',
    'no cambia nada mientras no se abra el enlace',
  ],
];

describe.each(linkMails)('the mail %s (%s)', (template, locale, subject, advice) => {
  const mail = verifyEmailMail({ template, locale });
  const written = forms(mail);

  test('says who, when, from where, until when and what to do', () => {
    expect(written.subject).toBe(subject);
    const until = locale === 'en' ? '2 March 2026' : '2 de marzo de 2026';
    expectFacts(written, ['Ana María Núñez', 'Example Users', advice, until, ...asked]);
  });

  test('holds the link: on a line of its own, and behind a button', () => {
    expect(written.text.split('\n')).toContain(mail.link);
    expect(written.html).toContain(`href="${mail.link.replace('&', '&amp;')}"`);
  });
});

describe.each([
  ['en', 'Your password was changed', 'Ask for a new password at once'],
  ['es', 'Tu contraseña ha cambiado', 'Pide enseguida una contraseña nueva'],
])('the mail about a changed password (%s)', (locale, subject, advice) => {
  test('says when and from where, and what to do when it was somebody else', () => {
    const mail = forms(passwordChangedMail({ locale }));
    expect(mail.subject).toBe(subject);
    expectFacts(mail, [advice, 'https://app.example.com/login', ...asked]);
  });

  test('has no link when there is no page to log in', () => {
    const mail = forms(passwordChangedMail({ locale, loginLink: null }));
    expect(mail.html).not.toContain('href');
    expectFacts(mail, [advice]);
  });
});

describe.each([
  ['en', 'Your e-mail address was changed', 'take the account back', '2 March 2026'],
  ['es', 'Tu dirección de correo ha cambiado', 'recupera la cuenta', '2 de marzo de 2026'],
])('the mail to the old address (%s)', (locale, subject, advice, until) => {
  const mail = emailChangedMail({ locale });
  const written = forms(mail);

  test('names the new address, and the way back with its end', () => {
    expect(written.subject).toBe(subject);
    expectFacts(written, ['new@example.com', advice, until, ...asked]);
    expect(written.text.split('\n')).toContain(mail.link);
  });

  // A thief chose the new address: it is a word in the mail and nothing else.
  test('shows the new address without obeying it', () => {
    const { html } = forms(emailChangedMail({ locale, newEmail: '"><script>alert(1)</script>@example.com' }));
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });
});

test.each([
  ['en', 'Your account is suspended', 'until an administrator lifts it'],
  ['es', 'Tu cuenta está suspendida', 'hasta que se levante la suspensión'],
])('the mail about a suspension (%s) says when, and nothing to click', (locale, subject, advice) => {
  const mail = forms(suspendedMail({ locale, network: null }));
  expect(mail.subject).toBe(subject);
  expectFacts(mail, ['Example Users', advice, '12:00 UTC']);
  expect(mail.html).not.toContain('href');
});

describe('every mail', () => {
  const names = everyMail().map(({ template }) => template);

  test('is another one: no two say the same', () => {
    for (const locale of ['en', 'es']) {
      const subjects = everyMail({ locale }).map((mail) => forms(mail).subject);
      expect(new Set(subjects).size).toBe(names.length);
    }
  });

  test.each(names)('%s is translated whole', (template) => {
    const [en, es] = ['en', 'es'].map((locale) => {
      const mail = everyMail({ locale, fullName: '' }).find((each) => each.template === template);
      return mail && writeLetter(mail, 'X');
    });
    expect(en?.blocks).toHaveLength(es?.blocks.length ?? -1);
    expect(en?.subject).not.toBe(es?.subject);
    expect(en?.greeting).not.toBe(es?.greeting);
    for (const [index, block] of (en?.blocks ?? []).entries()) expect(block).not.toEqual(es?.blocks[index]);
  });

  test.each(names)('%s has no gaps: nothing is null, undefined or an invalid date', (template) => {
    for (const locale of ['en', 'es']) {
      const mail = everyMail({ locale, fullName: '' }).find((each) => each.template === template);
      const { subject, text, html } = forms(mail ?? suspendedMail());
      for (const form of [subject, text, html]) expect(form).not.toMatch(/null|undefined|Invalid|NaN|\[object/);
    }
  });

  test.each(names)('%s greets nobody by words that could be a message', (template) => {
    const mail = everyMail({ fullName: 'Win at https://evil.example' }).find((each) => each.template === template);
    expect(forms(mail ?? suspendedMail()).html).not.toContain('evil');
  });
});
