import { DependencyUnavailable, MailDeferred, MailRefused } from '@users/application';
import type { NodemailerError } from 'nodemailer';

/** Replies about us, not about the mail: log in first, use TLS (RFC 4954 §6, RFC 3207 §4). */
const aboutUs: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/**
 * What a failure of the mail server means for the mail: refused for good when it says so of the recipient or the
 * content, put off when it says that of them, to be tried again soon for everything else (also a wrong password of ours:
 * that is for an operator to mend). None repeats the server's words: they name people.
 */
export function mailError(error: unknown): DependencyUnavailable | MailDeferred | MailRefused {
  const failure: NodemailerError = error instanceof Error ? error : new Error('unknown');
  if (speaksOfTheMail(failure)) {
    const reply = replyOf(failure);
    // Without a reply it is the library's word: an address or a size that this server cannot take.
    if (reply === null) return new MailRefused('it cannot be sent to this address');
    return failure.permanent === true ? new MailRefused(reply) : new MailDeferred(reply);
  }
  return new DependencyUnavailable('mail', { cause: new Error(describe(failure)), retryAfterSeconds: 30 });
}

function speaksOfTheMail({ code, command, responseCode }: NodemailerError): boolean {
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false;
  if (responseCode === undefined) return true;
  return (command === 'RCPT TO' || command === 'DATA') && !aboutUs.has(responseCode) && responseCode !== 421;
}

/** Code and enhanced code (RFC 3463) of the reply. */
function replyOf({ response, responseCode }: NodemailerError): string | null {
  if (responseCode === undefined) return null;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  return enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`;
}

function describe(failure: NodemailerError): string {
  const reply = replyOf(failure);
  const parts = [failure.code, failure.command, reply];
  // Without a reply the message is of the library or of the system, about hosts and ports.
  if (reply === null && failure.response === undefined) parts.push(failure.message);
  return parts.filter((part) => part !== undefined && part !== null).join(' ');
}
