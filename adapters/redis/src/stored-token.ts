import { OneTimeToken, parseEmailAddress, type TokenPurpose } from '@users/domain';

/** A token as JSON: times as ISO 8601, nothing of the token itself but its digest. */
export function encodeToken(token: OneTimeToken): string {
  return JSON.stringify(token.state);
}

/** Null for text that no version of this service has written. */
export function decodeToken(purpose: TokenPurpose, digest: string, text: string): OneTimeToken | null {
  try {
    const fields: Record<string, unknown> = JSON.parse(text);
    if (fields.purpose !== purpose || fields.digest !== digest) return null;
    return OneTimeToken.restore({
      digest,
      purpose,
      userId: asText(fields.userId),
      email: parseEmailAddress(asText(fields.email)),
      epoch: asInteger(fields.epoch),
      sealedCredentials: asTextOrNull(fields.sealedCredentials),
      issuedAt: asDate(fields.issuedAt),
      expiresAt: asDate(fields.expiresAt),
      network: asTextOrNull(fields.network),
    });
  } catch {
    return null;
  }
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('text expected');
  return value;
}

function asTextOrNull(value: unknown): string | null {
  return value === null ? null : asText(value);
}

function asInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError('an integer expected');
  return value;
}

function asDate(value: unknown): Date {
  const date = new Date(asText(value));
  if (Number.isNaN(date.getTime())) throw new TypeError('a time expected');
  return date;
}
