import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DependencyUnavailable, type Mail, MailRefused } from '@users/application';
import { DevMailbox, SilentMailer } from '@users/mail';
import { type ParsedMail, simpleParser } from 'mailparser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alreadyRegisteredMail, verifyEmailMail } from '../support/mails.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { atOnce } from '../support/timeless.ts';

let directory: string;
let printed: { to: string; subject: string; link: string | null }[];
let mailbox: DevMailbox;
const clock = new ManualClock();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mailbox-'));
  printed = [];
  const sender = { name: 'Users', address: 'no-reply@example.com' };
  mailbox = new DevMailbox({ directory, sender, clock, print: (mail) => printed.push({ ...mail }) });
});

afterEach(() => rm(directory, { recursive: true }));

const files = (): Promise<string[]> => readdir(join(directory, 'mail'));

async function sent(mail: Mail): Promise<{ raw: string; parsed: ParsedMail }> {
  await mailbox.send(mail, atOnce);
  const [name = ''] = await files();
  const raw = await readFile(join(directory, 'mail', name), 'utf8');
  return { raw, parsed: await simpleParser(raw) };
}

describe('the mailbox for development', () => {
  test('keeps a mail as a file that mail readers open', async () => {
    const mail = verifyEmailMail();
    const { parsed } = await sent(mail);
    expect(parsed.from?.text).toBe('"Users" <no-reply@example.com>');
    expect(parsed.to).toMatchObject({ text: 'ana@example.com' });
    expect(parsed.date).toEqual(clock.now());
    expect(parsed.text).toContain(mail.link);
    expect(parsed.text).toContain('Hello Ana María Núñez,');
    expect(parsed.html).toContain('Hello Ana María Núñez,');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('names it by time, template and address', async () => {
    await mailbox.send(verifyEmailMail(), atOnce);
    expect(await files()).toEqual(['2026-03-01T120000.000Z-verify_email-ana@example.com-000000aa.eml']);
  });

  test('prints recipient, subject and link, once the file is there', async () => {
    await mailbox.send(verifyEmailMail(), atOnce);
    await mailbox.send(alreadyRegisteredMail({ loginLink: null }), atOnce);
    expect(printed).toEqual([
      { to: 'ana@example.com', subject: 'Confirm your e-mail address', link: verifyEmailMail().link },
      { to: 'ana@example.com', subject: 'You already have an account', link: null },
    ]);
  });

  test('only prints the link where it has no folder', async () => {
    const print = (mail: (typeof printed)[number]) => printed.push({ ...mail });
    const sender = { name: 'Users', address: 'no-reply@example.com' };
    await new DevMailbox({ directory: null, sender, clock, print }).send(verifyEmailMail(), atOnce);
    expect(printed).toMatchObject([{ to: 'ana@example.com', link: verifyEmailMail().link }]);
    expect(await readdir(directory)).toEqual([]);
  });

  test('keeps apart what comes at one moment, and leaves no half-written file', async () => {
    const tails = Array.from({ length: 20 }, (_, index) => String(index).padStart(12, '0'));
    await Promise.all(
      tails.map((tail) => mailbox.send(verifyEmailMail({ id: `01890000-0000-7000-8000-${tail}` }), atOnce)),
    );
    const names = await files();
    expect(names).toHaveLength(20);
    expect(names.every((name) => name.endsWith('.eml'))).toBe(true);
  });

  test('lets nobody else read the links, where files have owners', async () => {
    const others = process.platform === 'win32' ? 0 : 0o077;
    await mailbox.send(verifyEmailMail(), atOnce);
    const [name = ''] = await files();
    expect((await stat(join(directory, 'mail', name))).mode & others).toBe(0);
    expect((await stat(join(directory, 'mail'))).mode & others).toBe(0);
  });

  test('no address leads out of its folder', async () => {
    await mailbox.send(verifyEmailMail({ to: '../../../etc/x@example.com' }), atOnce);
    await mailbox.send(verifyEmailMail({ to: `..%2f${'a'.repeat(200)}@example.com` }), atOnce);
    expect(await files()).toHaveLength(2);
    expect(await readdir(directory)).toEqual(['mail']);
  });

  test('a folder that cannot be written is an outage', async () => {
    await writeFile(join(directory, 'mail'), 'in the way');
    await expect(mailbox.send(verifyEmailMail(), atOnce)).rejects.toThrow(DependencyUnavailable);
    expect(printed).toEqual([]);
  });
});

describe('headers', () => {
  test('each try of a mail has the same Message-ID, each mail its own', async () => {
    const { parsed: first } = await sent(verifyEmailMail());
    const { parsed: again } = await sent(verifyEmailMail());
    expect(first.messageId).toBe('<01890000-0000-7000-8000-0000000000aa@example.com>');
    expect(again.messageId).toBe(first.messageId);
  });

  const breaks = ['\r\n', '\n', '\r', '\u2028', '\u0085', '\r\n\r\n'];

  test.each(breaks)('a line break (%j) in an address is refused', async (lineBreak) => {
    const to = `ana@example.com${lineBreak}Bcc: eve@example.com`;
    await expect(mailbox.send(verifyEmailMail({ to }), atOnce)).rejects.toThrow(MailRefused);
    expect(printed).toEqual([]);
  });

  test.each(breaks)('a line break (%j) in any other field begins no header', async (lineBreak) => {
    const attack = `x${lineBreak}Bcc: eve@example.com${lineBreak}${lineBreak}body`;
    const mail = verifyEmailMail({ fullName: attack, locale: attack, network: attack, id: attack, link: attack });
    const { raw, parsed } = await sent(mail);
    const plain = await sent(verifyEmailMail());
    expect([...parsed.headers.keys()].sort()).toEqual([...plain.parsed.headers.keys()].sort());
    expect(parsed.headers.has('bcc')).toBe(false);
    expect(raw.split('\r\n\r\n')[0]).not.toContain('eve@example.com');
  });

  test('names of people are in no header', async () => {
    const { raw } = await sent(verifyEmailMail({ fullName: 'Eve' }));
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toContain('Eve');
  });

  test('one address stays one address', async () => {
    for (const to of ['a@example.com, b@example.com', 'Ana <a@example.com>', 'a@example.com (x)', '']) {
      await expect(mailbox.send(verifyEmailMail({ to }), atOnce)).rejects.toThrow(MailRefused);
    }
  });
});

test('with mails off nothing is written and nothing fails', async () => {
  await new SilentMailer().send();
  expect(await readdir(directory)).toEqual([]);
});
