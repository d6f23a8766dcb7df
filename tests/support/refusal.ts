import type { UseCaseClass } from '@users/application';
import { DomainError } from '@users/domain';

/**
 * The code of the error that the attempt ends in, which must be one that the use-case declares: the API document is
 * made from what it declares.
 */
export async function refusal(of: UseCaseClass, attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) throw new Error('nothing was refused');
  if (!(error instanceof DomainError)) throw error;
  if (!of.errors.some((known) => error instanceof known)) throw new Error(`${error.code} is not declared`);
  return error.code;
}
