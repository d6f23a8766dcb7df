import type { Mailer } from '@users/application';
import { DevMailbox, parseSender, SilentMailer, SmtpMailer, type Stationery } from '@users/mail';
import type { Config } from '../config/config.ts';
import type { Closers } from '../run/closers.ts';
import type { Readiness } from '../run/readiness.ts';

/** The mail server; without one the mailbox for development, on disk unless all is in memory; or nothing, where a consumer of the events sends. */
export function openMailer(config: Config, stationery: Stationery, closers: Closers, readiness: Readiness): Mailer {
  const { enabled, smtpUrl, from } = config.mail;
  if (!enabled) return new SilentMailer();
  const sender = parseSender(from);
  if (smtpUrl === null) {
    const clock = { now: () => new Date() };
    const directory = config.inMemory ? null : config.dataDir;
    return new DevMailbox({ directory, sender, stationery, clock, print: printMail });
  }
  const mailer = new SmtpMailer({ url: smtpUrl, sender, stationery });
  closers.add('mail connections', () => mailer.close());
  readiness.add('mail', { needed: false, check: () => mailer.verify() });
  return mailer;
}

/** Straight to the terminal, not to the log: a log may be shipped, and a link is a secret. */
function printMail({ to, subject, link }: { to: string; subject: string; link: string | null }): void {
  console.log(`\n  Mail to ${to}: ${subject}${link === null ? '' : `\n  ${link}`}\n`);
}
