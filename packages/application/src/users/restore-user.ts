import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

/** Brings a soft-deleted user back to the state it was in. */
export class RestoreUser {
  static readonly errors = changeUserErrors;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: ChangeUserInput, context: RequestContext): Promise<UserResult> {
    return changeUser(this.#deps, 'user.restore', input, context, (user, _tx, now) => {
      user.undelete(now);
    });
  }
}
