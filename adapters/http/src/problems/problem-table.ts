import type * as application from '@users/application';
import type * as domain from '@users/domain';
import type { DomainError } from '@users/domain';
import { accountProblems, signInProblems } from './account-problems.ts';
import { clientProblems } from './client-problems.ts';
import { capacityProblems, frameProblems } from './frame-problems.ts';
import type { ProblemRow } from './problem-row.ts';
import { roleProblems } from './role-problems.ts';
import { userProblems } from './user-problems.ts';

type CodesOf<Module> = {
  [Name in Exclude<keyof Module, 'DomainError'>]: Module[Name] extends abstract new (
    ...args: never[]
  ) => infer Instance
    ? Instance extends DomainError
      ? Instance['code']
      : never
    : never;
}[Exclude<keyof Module, 'DomainError'>];

/** Never reach a caller by design; if one does, it is a fault of ours and answered as `internal_error`. */
type InternalCode =
  | 'relay_active'
  | 'answered_before'
  | 'lease_lost'
  | 'request_repeated'
  | 'not_yet'
  | 'seal_broken'
  | 'mail_refused'
  | 'mail_deferred'
  | 'invalid_account'
  | 'unsupported_password_hash'
  | 'unfit_text';

/** What a use-case may refuse with, or the frame. */
export type ProblemCode =
  | Exclude<CodesOf<typeof domain> | CodesOf<typeof application>, InternalCode>
  | keyof typeof frameProblems;

/** The one table from code to status and words. A new error without a row does not compile. */
export const problemTable: Readonly<Record<ProblemCode, ProblemRow>> = {
  ...frameProblems,
  ...capacityProblems,
  ...signInProblems,
  ...accountProblems,
  ...userProblems,
  ...roleProblems,
  ...clientProblems,
};

export const problemCodes = Object.keys(problemTable).filter(isProblemCode);

/** Narrows text to a code that may be shown. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problemTable, text);
}
