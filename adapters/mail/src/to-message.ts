import { type Mail, MailRefused } from '@users/application';
import type { SendMailOptions } from 'nodemailer';
import { isMailable } from './mail-address.ts';
import type { Sender } from './sender.ts';
import { plainStationery, type Stationery } from './stationery.ts';
import { writeMail } from './write-mail.ts';

export interface Message {
  readonly options: SendMailOptions;
  readonly subject: string;
  /** What the mail asks its reader to open; null when there is nothing. */
  readonly link: string | null;
}

/**
 * The mail as it is handed to the mail library. No header holds a word that a person typed, but for the one address:
 * it is checked, and never parsed.
 *
 * @throws MailRefused when the address is none
 */
export function toMessage(mail: Mail, sender: Sender, stationery: Stationery = plainStationery(sender.name)): Message {
  if (!isMailable(mail.to)) throw new MailRefused('the address has no form that mail can be sent to');
  const { language, subject, text, html } = writeMail(mail, stationery);
  const options: SendMailOptions = {
    messageId: messageId(mail.id, sender),
    from: { ...sender },
    to: { name: '', address: mail.to },
    envelope: { from: sender.address, to: [mail.to] },
    ...{ subject, text, html },
    headers: headers(language),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return { options, subject, link: linkOf(mail) };
}

function linkOf(mail: Mail): string | null {
  if ('link' in mail) return mail.link;
  return 'loginLink' in mail ? mail.loginLink : null;
}

/** The same for each try, so that a reader's mailbox can tell a repeat from a second mail. */
function messageId(id: string, { address }: Sender): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return `<${id.replace(/[^A-Za-z0-9-]/g, '')}@${domain}>`;
}

/** Written by a machine: nobody's holiday notice should answer (RFC 3834 §5). */
function headers(language: string): Record<string, string> {
  return { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': language };
}
