import type { ProfileChange } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

export interface UpdateUserInput extends ChangeUserInput, ProfileChange {}

/** Changes name, locale or, with `users:write`, metadata of a user. */
export class UpdateUser {
  static readonly errors = changeUserErrors;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: UpdateUserInput, context: RequestContext): Promise<UserResult> {
    const actions =
      input.metadata === undefined ? (['user.update'] as const) : (['user.update', 'user.set_metadata'] as const);
    return changeUser(this.#deps, actions, input, context, (user, _tx, now) => user.updateProfile(input, now));
  }
}
