import { WeakPassword } from './user-errors.ts';

/** What the deployment asks of a new password. */
export interface PasswordPolicy {
  /** Code points; NIST SP 800-63B-4 §3.1.1.2 asks for 15 where the password stands alone. */
  readonly minLength: number;
}

/** Code points; long enough for any phrase, short enough that hashing it is no attack. */
export const maxPasswordLength = 256;

/**
 * The form that is hashed: NFC, so that one password typed on two keyboards is one password
 * (NIST SP 800-63B-4 §3.1.1.2).
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/**
 * Length, and words that an attacker tries first: the account's own address and name, one sign repeated.
 * No composition rules (OWASP ASVS 6.2.5).
 *
 * @param pointer to the field that holds it
 * @throws WeakPassword naming it
 */
export function checkPassword(
  policy: PasswordPolicy,
  password: string,
  about: { email?: string; fullName?: string } = {},
  pointer = '/password',
): void {
  const weak = (detail: string) => new WeakPassword(detail, pointer);
  const normal = normalizePassword(password);
  const points = [...normal];
  if (points.length < policy.minLength) throw weak(`must have at least ${policy.minLength} characters`);
  if (points.length > maxPasswordLength) throw weak(`must have at most ${maxPasswordLength} characters`);
  if (new Set(points).size < 4) throw weak('must not be a few characters repeated');
  const lower = normal.toLowerCase();
  const own = [about.email, about.email?.split('@')[0], about.fullName];
  if (own.some((word) => word !== undefined && normalizePassword(word).toLowerCase() === lower)) {
    throw weak('must not be your own name or address');
  }
}
