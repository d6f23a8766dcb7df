import { InvalidEmailAddress } from './user-errors.ts';

declare const brand: unique symbol;

/** A canonical address: the only form that is stored, compared and written to. */
export type EmailAddress = string & { readonly [brand]: 'EmailAddress' };

// RFC 5321 §4.5.3.1: 64 octets before the @, 254 for the whole path without its brackets.
const maxLocalOctets = 64;
const maxOctets = 254;
// RFC 5322 atext, and the letters, marks and digits of RFC 6531; no quoted strings, nobody has one.
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabels = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Trim, NFC, lower-case, NFC once more (lower-casing can take it apart: J + caron has no composed form, j + caron has),
 * domain to IDNA A-labels, then validate. No folding of dots or plus signs, and never NFKC:
 * two addresses that a mail server keeps apart must not become one account (Django CVE-2019-19844).
 *
 * @throws InvalidEmailAddress
 */
export function parseEmailAddress(input: string): EmailAddress {
  const text = input.trim().normalize('NFC').toLowerCase().normalize('NFC');
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = toAscii(text.slice(at + 1));
  const address = `${local}@${domain}`;
  if (at < 1 || !localPart.test(local) || !domainLabels.test(domain)) throw new InvalidEmailAddress();
  if (octets(local) > maxLocalOctets || octets(address) > maxOctets) throw new InvalidEmailAddress();
  return address as EmailAddress;
}

function toAscii(domain: string): string {
  // The URL parser is the platform's IDNA; whatever could end the host early is refused before it gets there.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return '';
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return '';
  }
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length;
}
