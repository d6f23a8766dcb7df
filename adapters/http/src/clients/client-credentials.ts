import { isUtf8 } from 'node:buffer';
import { InvalidClient } from '@users/domain';
import { RequestRefused } from '../problems/request-refused.ts';

/** What a service client proves itself by. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly secret: string;
}

interface InBody {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

/**
 * By HTTP Basic or in the body, never by both (RFC 6749 §2.3). A body may repeat the id of the header (§3.2.1).
 *
 * @throws InvalidClient when there are none, or the header is not Basic as it should be; RequestRefused for two at once
 */
export function clientCredentials(header: string | undefined, body: InBody): ClientCredentials {
  const { client_id: clientId = '', client_secret: secret = '' } = body;
  if (header === undefined) {
    if (clientId === '' || secret === '') throw new InvalidClient();
    return { clientId, secret };
  }
  const found = basic(header);
  if (!found) throw new InvalidClient();
  if (secret !== '' || (clientId !== '' && clientId !== found.clientId)) throw new RequestRefused('invalid_request');
  return found;
}

// The scheme without regard to case (RFC 9110 §11.1).
const basicHeader = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/** RFC 7617; the two halves are form-encoded before they are joined (RFC 6749 §2.3.1). Null for anything else. */
function basic(header: string): ClientCredentials | null {
  const encoded = basicHeader.exec(header)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64');
  // The decoder skips what it does not understand: only what it would write itself was understood.
  if (encoded === '' || bytes.toString('base64') !== encoded || !isUtf8(bytes)) return null;
  const [clientId, ...rest] = bytes.toString().split(':');
  const secret = rest.join(':');
  if (!clientId || secret === '') return null;
  try {
    return { clientId: formDecoded(clientId), secret: formDecoded(secret) };
  } catch {
    return null;
  }
}

/** @throws URIError */
function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
