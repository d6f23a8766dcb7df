import { NotAuthenticated, type PasswordHasher, type UserActor, type UserState, WrongPassword } from '@users/domain';
import type { Reader } from '../ports/reader.ts';

interface Dependencies {
  readonly reader: Reader;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
}

/**
 * Someone signed in shows that they still know the password: a stolen access token alone changes neither it nor the
 * address (OWASP ASVS 6.2.3).
 *
 * @returns the account for which it was right
 * @throws WrongPassword, NotAuthenticated, HashingOverloaded
 */
export async function provePassword(
  { reader, hasher }: Dependencies,
  actor: UserActor,
  password: string,
): Promise<UserState> {
  const state = await reader.read(async (from) => (await from.users.find(actor.id))?.state);
  if (!state) throw new NotAuthenticated();
  if (!(await hasher.verify(state.passwordHash, password))) throw new WrongPassword();
  return state;
}
