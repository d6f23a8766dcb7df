import { NotAuthenticated, type PasswordHasher, type UserActor, type UserState, WrongPassword } from '@users/domain';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';

interface Dependencies {
  readonly unitOfWork: UnitOfWork;
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
  { unitOfWork, hasher }: Dependencies,
  actor: UserActor,
  password: string,
  context: RequestContext,
): Promise<UserState> {
  const state = await unitOfWork.run(changeContext(context, 'account.prove_password'), async (tx) => {
    return (await tx.users.find(actor.id))?.state;
  });
  if (!state) throw new NotAuthenticated();
  if (!(await hasher.verify(state.passwordHash, password))) throw new WrongPassword();
  return state;
}
