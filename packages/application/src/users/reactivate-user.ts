import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

/** Lifts a suspension. */
export class ReactivateUser {
  static readonly errors = changeUserErrors;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: ChangeUserInput, context: RequestContext): Promise<UserResult> {
    return changeUser(this.#deps, 'user.reactivate', input, context, (user, _tx, now) => {
      user.reactivate(now);
    });
  }
}
