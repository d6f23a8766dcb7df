import { DependencyUnavailable, MailRefused } from '@users/application';
import type { NodemailerError } from 'nodemailer';

/** Replies about us, not about the mail: log in first, use TLS (RFC 4954 §6, RFC 3207 §4). */
const aboutUs: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/**
 * What a failure of the mail server means for the mail: refused for good when it says so of the recipient or the
 * content, to be tried again for everything else (also a wrong password of ours: that is for an operator to mend).
 * Neither repeats the server's words: they name people.
 */
export function mailError(error: unknown): DependencyUnavailable | MailRefused {
  const failure: NodemailerError = error instanceof Error ? error : new Error('unknown');
  if (refusesTheMail(failure)) return new MailRefused(replyOf(failure) ?? 'it cannot be sent to this address');
  return new DependencyUnavailable('mail', { cause: new Error(describe(failure)), retryAfterSeconds: 30 });
}

function refusesTheMail({ code, command, permanent, responseCode }: NodemailerError): boolean {
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false;
  // Refused by the library itself: an address or a size that this server cannot take.
  if (responseCode === undefined) return true;
  return permanent === true && (command === 'RCPT TO' || command === 'DATA') && !aboutUs.has(responseCode);
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
