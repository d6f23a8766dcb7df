import { randomBytes } from 'node:crypto';
import type { UseCases } from '@users/application';
import type { Config } from '../config/config.ts';
import { systemContext } from './system-context.ts';

/** The administrator that was just made, for the one time that it is shown. */
export interface FirstAdmin {
  readonly email: string;
  /** Null when it came from the configuration. */
  readonly generatedPassword: string | null;
}

/**
 * An administrator for a service that has none. Embedded, there is always one; elsewhere only when both ADMIN_EMAIL and
 * ADMIN_PASSWORD say so.
 *
 * @returns 'exists' when there is one already, whom the configuration does not change; null when none was asked for
 * @throws WeakPassword, InvalidEmailAddress for what the configuration says
 */
export async function ensureFirstAdmin(
  config: Config,
  createAdmin: UseCases['createAdmin'],
): Promise<FirstAdmin | 'exists' | null> {
  const { email: wanted, password: given } = config.admin;
  if (!config.embedded && (wanted === null || given === null)) return null;
  const email = wanted ?? 'admin@example.com';
  const password = given ?? randomBytes(18).toString('base64url');
  const input = { email, password, fullName: 'Administrator', onlyIfNone: true };
  const { userId } = await createAdmin.execute(input, systemContext('start'));
  return userId === null ? 'exists' : { email, generatedPassword: given === null ? password : null };
}
