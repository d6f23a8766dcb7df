import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { builtInTemplates, InvalidMailTemplates, readTemplates, type Stationery, writeMail } from '@users/mail';
import { escapeHtml } from '@users/mail/render';
import { plainStationery } from '@users/mail/stationery';
import { toMessage } from '@users/mail/to-message';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alreadyRegisteredMail,
  emailChangedMail,
  everyMail,
  suspendedMail,
  verifyEmailMail,
} from '../support/mails.ts';
import { folderOf } from '../support/template-folder.ts';

const sender = { name: 'Users', address: 'no-reply@users.example.com' };

function by(files: Readonly<Record<string, string>>): Stationery {
  return { ...plainStationery('Example Users'), templates: readTemplates(folderOf(files)) };
}

const whole = (words: string) => ({
  subject: `${words} {{service}}\n`,
  text: `${words} {{name}}\n{{link}}\n`,
  html: `<p>${words} <b>{{name}}</b> <a href="{{link}}">{{link}}</a></p>`,
});

function filesOf(tag: string, template: string, words: string): Record<string, string> {
  const { subject, text, html } = whole(words);
  const file = `${tag}/${template}`;
  return { [`${file}.subject.txt`]: subject, [`${file}.txt`]: text, [`${file}.html`]: html };
}

describe('the built-in templates as files', () => {
  const exported = by(Object.fromEntries(builtInTemplates().map(({ path, text }) => [path, text])));

  it.each(['en', 'es', 'es-MX', 'fr'])('say what the built-in ones say, to the letter (%s)', (locale) => {
    for (const over of [{}, { fullName: '' }, { network: null }, { fullName: 'Ana & <b>', network: null }]) {
      for (const mail of [
        ...everyMail({ locale, ...over }),
        alreadyRegisteredMail({ locale, ...over, loginLink: null }),
      ]) {
        expect(writeMail(mail, exported), mail.template).toEqual(writeMail(mail, { ...exported, templates: null }));
      }
    }
  });
});

describe('a folder of templates', () => {
  it('replaces the parts that it has, and no others', () => {
    const mine = by({ 'es/verify_email.subject.txt': 'Bienvenida a {{service}}\n' });
    const mail = verifyEmailMail({ locale: 'es-MX' });
    const builtIn = writeMail(mail, plainStationery('Example Users'));
    expect(writeMail(mail, mine)).toEqual({ ...builtIn, subject: 'Bienvenida a Example Users' });
    const others = [suspendedMail({ locale: 'es' }), verifyEmailMail({ locale: 'en' })];
    for (const other of others) expect(writeMail(other, mine)).toEqual(writeMail(other, { ...mine, templates: null }));
  });

  it.each([
    ['es-MX', 'mexicano', 'es-MX'],
    ['es_mx', 'mexicano', 'es-MX'],
    ['es-AR', 'español', 'es'],
    ['fr-CA', 'français', 'fr'],
    ['zh-Hant-TW', '繁體', 'zh-Hant'],
    ['de', 'english', 'en'],
    ['', 'english', 'en'],
    ['__proto__', 'english', 'en'],
  ])('chooses for %j by tag, by language, then English', (locale, words, language) => {
    const mine = by({
      ...filesOf('en', 'verify_email', 'english'),
      ...filesOf('es', 'verify_email', 'español'),
      ...filesOf('es-mx', 'verify_email', 'mexicano'),
      ...filesOf('fr', 'verify_email', 'français'),
      ...filesOf('zh-Hant', 'verify_email', '繁體'),
    });
    const written = writeMail(verifyEmailMail({ locale }), mine);
    expect(written).toMatchObject({ language, subject: `${words} Example Users` });
    expect(toMessage(verifyEmailMail({ locale }), sender, mine).options.headers).toMatchObject({
      'Content-Language': language,
    });
  });

  it('does not answer a Spanish reader in English because the folder has English only', () => {
    const mine = by(filesOf('en', 'verify_email', 'english'));
    expect(writeMail(verifyEmailMail({ locale: 'es' }), mine)).toMatchObject({ language: 'es', subject: /Confirma/ });
  });

  it('puts parts of a tag together with those of its language', () => {
    const mine = by({ ...filesOf('fr', 'verify_email', 'français'), 'fr-CA/verify_email.subject.txt': 'Allô' });
    const written = writeMail(verifyEmailMail({ locale: 'fr-CA' }), mine);
    expect(written).toMatchObject({ language: 'fr-CA', subject: 'Allô', text: /^français/ });
  });

  it('says times in the language, in UTC', () => {
    const mine = by({
      ...filesOf('fr', 'verify_email', 'français'),
      'fr/verify_email.txt': '{{expires_at}} {{link}}',
      'en/suspended.txt': '{{requested_at}}',
    });
    expect(writeMail(verifyEmailMail({ locale: 'fr' }), mine).text).toMatch(/^2 mars 2026 à 12:00 UTC/);
    expect(writeMail(suspendedMail(), mine).text).toBe('1 March 2026 at 12:00 UTC');
  });

  it('ignores notes and what editors leave behind', () => {
    expect(() => by({ 'README.md': 'x', '.git/config': 'x', 'en/.DS_Store': 'x', 'en/readme.txt': 'x' })).toThrow(
      'there is no template',
    );
  });
});

describe('a value', () => {
  const mine = by({
    'en/verify_email.subject.txt': 'Hello {{name}} of {{service}}',
    'en/verify_email.txt': '{{#name}}{{name}}{{/name}}{{^name}}nobody{{/name}}: {{link}}',
    'en/verify_email.html': '<p title="{{name}}">{{name}}</p><a href="{{link}}">{{network}}</a>',
    'en/email_changed.subject.txt': 'Now {{new_email}}',
  });
  const written = (over: object) => writeMail(verifyEmailMail(over), mine);

  it.each(['<b>', '"><script>alert(1)</script>', "' onmouseover='x", '&lt;', '<!--', '`', '=x'])(
    'is shown in HTML and not obeyed: %j',
    (fullName) => {
      const tags = (html: string) => [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
      const attack = written({ fullName, network: fullName });
      expect(tags(attack.html)).toEqual(tags(written({}).html));
      // In plain text there is nothing to escape, or readers see entities.
      if (!fullName.includes('/')) expect(attack.text).toContain(`${fullName}: `);
    },
  );

  it.each(['{{link}}', '{{#name}}', '{{{link}}}', '{{=<% %>=}}', '{{> x}}'])('is no template: %j', (fullName) => {
    const { text, html } = written({ fullName });
    expect(text).toBe(`${fullName}: ${verifyEmailMail().link}`);
    expect(html).toContain(`>${escapeHtml(fullName)}<`);
  });

  it('begins no header, whatever it is', () => {
    const break_ = fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '\u2028',
      '\u2029',
      '\u0085',
      '\0',
      ' ',
      'Bcc: a@b.example',
      'x',
    );
    fc.assert(
      fc.property(fc.array(break_, { maxLength: 8 }), (pieces) => {
        const value = pieces.join('');
        const service = { ...mine, service: value };
        const subjects = [
          writeMail(verifyEmailMail({ fullName: value }), service).subject,
          writeMail(emailChangedMail({ newEmail: value }), mine).subject,
        ];
        for (const subject of subjects) expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('is nobody’s message: a name that is none is left out', () => {
    expect(written({ fullName: 'Win at https://evil.example' }).text).toMatch(/^nobody: /);
  });
});

describe('a folder that cannot be used', () => {
  it.each([
    [
      'en/verify_email.txt',
      '{{link}} {{pasword}}',
      /verify_email\.txt has \{\{pasword\}\}, which is none of service, name/,
    ],
    ['en/suspended.txt', '{{link}}', /suspended\.txt has \{\{link\}\}, which is none of/],
    ['en/suspended.txt', '{{constructor}}', /has \{\{constructor\}\}/],
    ['en/suspended.txt', '{{#name}}{{.}}{{/name}}', /has \{\{\.\}\}/],
    ['en/suspended.html', '<p>{{{name}}}</p>', /suspended\.html must write \{\{name\}\}: values are always escaped/],
    ['en/suspended.html', '<p>{{& name}}</p>', /values are always escaped/],
    ['en/suspended.html', '<p title={{name}}>', /double quotes/],
    // A name such as `x style=…` would bring attributes of its own into a mail that comes from us.
    ['en/suspended.html', '<p class="a" title=To-{{name}}>', /double quotes/],
    ['en/suspended.html', '<p title =\n{{name}}>', /double quotes/],
    ['en/suspended.html', '<p title={{#name}}{{name}}{{/name}}>', /double quotes/],
    ['en/suspended.html', '<p {{name}}>', /double quotes/],
    ['en/suspended.txt', '{{> other}}', /must not take in other templates/],
    ['en/suspended.txt', '{{=<% %>=}}<% name %>', /must not .*change the signs/],
    ['en/suspended.txt', '{{#name}}', /suspended\.txt cannot be read: Unclosed section "name"/],
    ['en/suspended.txt', '{{name', /cannot be read: Unclosed tag/],
    ['en/suspended.txt', '  \n', /suspended\.txt is empty/],
    ['en/suspended.subject.txt', 'One\nBcc: x', /must be one line/],
    ['en/verify_email.txt', 'Hello', /verify_email\.txt must show \{\{link\}\}/],
    ['en/verify_email.html', '{{#name}}{{link}}{{/name}}', /verify_email\.html must show \{\{link\}\}/],
    ['en/email_changed.txt', '{{new_email}}', /must show \{\{link\}\}/],
    ['en/verfy_email.txt', '{{link}}', /en\/verfy_email\.txt is no template: there are verify_email, /],
    ['en/verify_email.htm', '{{link}}', /is no template/],
    ['suspended.txt', 'x', /suspended\.txt is in no folder of a language: .*en\/suspended\.txt/],
    ['english_/suspended.txt', 'x', /english_ is no language tag/],
    ['fr/suspended.txt', 'x', /fr\/suspended\.subject\.txt is missing: .*\nfr\/suspended\.html is missing/],
    ['fr-CA/suspended.txt', 'x', /fr-CA\/suspended\.html is missing/i],
  ])('%s: %j', (name, content, message) => {
    expect(() => by({ [name]: content })).toThrow(InvalidMailTemplates);
    expect(() => by({ [name]: content })).toThrow(message);
  });

  it('is told whole: a line for each file', () => {
    expect(() => by({ 'en/suspended.txt': '{{x}}', 'es/verify_email.html': 'y' })).toThrow(/^en\/.*\nes\/.*$/);
  });

  it('is one that is not there, or not a folder, or holds no text', () => {
    const folder = folderOf({ 'en/suspended.txt': new Uint8Array([0xff, 0xfe, 0x00]), 'en/suspended.html': 'x' });
    expect(() => readTemplates(folder)).toThrow('en/suspended.txt cannot be read');
    expect(() => readTemplates(join(folder, 'en/suspended.html'))).toThrow(
      'must be a folder that this process can read',
    );
    rmSync(folder, { recursive: true });
    expect(existsSync(folder)).toBe(false);
    expect(() => readTemplates(folder)).toThrow(`${folder} must be a folder that this process can read`);
    expect(() => readTemplates(folderOf({ 'en/suspended.txt': 'x'.repeat(300_000) }))).toThrow('at most 256 KiB');
  });
});
