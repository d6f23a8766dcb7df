import type { EmailAddress, LinkKind } from '@users/domain';
import type { Fingerprinter } from '../ports/fingerprinter.ts';

/** For so long a request is not carried out again, whatever the address. */
export const requestKeySeconds = 60;

/**
 * Names of requests, which tell nothing about the address in them to who does not hold the server's key. One fingerprinter
 * is for these alone.
 */
export function requestKey(names: Pick<Fingerprinter, 'of'>, kind: LinkKind, email: EmailAddress): string {
  return names.of(about(kind, email));
}

/** All names that the request may have got: also by a secret key that another process uses still, or no longer. */
export function requestKeys(names: Pick<Fingerprinter, 'all'>, kind: LinkKind, email: EmailAddress): readonly string[] {
  return names.all(about(kind, email));
}

/** The lane of all tasks that strangers cause about an address: they run one after another. */
export function addressLane(names: Pick<Fingerprinter, 'of'>, email: EmailAddress): string {
  return names.of(JSON.stringify(['lane', email]));
}

function about(kind: LinkKind, email: EmailAddress): string {
  return JSON.stringify(['anybody', kind, email]);
}
