import { DomainError } from '@users/domain';
import { isMailable } from './mail-address.ts';

/** Whom mails are from; the name is what people call this service. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** The sender is not of a form that mails can be from. */
export class InvalidSender extends DomainError {
  readonly code = 'invalid_sender';
}

/**
 * Reads `Name <address>` or a bare address, whose domain is the name then.
 *
 * @throws InvalidSender
 */
export function parseSender(text: string): Sender {
  const [, named, inBrackets] = /^(?:"?([^"<>\p{Cc}]*?)"?\s*)<([^<>]*)>$/u.exec(text.trim()) ?? [];
  const address = (inBrackets ?? text).trim();
  if (!isMailable(address)) throw new InvalidSender('the sender must be of the form Name <address@domain>');
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return { name: named?.trim() || domain, address };
}
