import { type Metadata, MetadataTooLarge, mergeMetadata, type ProfileChange, sameJson } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

export interface UpdateUserInput extends ChangeUserInput, ProfileChange {
  /** Instead of `metadata`: a merge patch (RFC 7396) of what is stored. */
  readonly metadataPatch?: Metadata | undefined;
}

/**
 * Changes name, locale or, with `users:write`, metadata of a user. Who sends metadata back as it was read does not
 * change it, and needs no permission.
 */
export class UpdateUser {
  static readonly errors = [...changeUserErrors, MetadataTooLarge] as const;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: UpdateUserInput, context: RequestContext): Promise<UserResult> {
    return changeUser(this.#deps, 'user.update', input, context, (user, _tx, now, permit) => {
      const { fullName, locale, metadataPatch } = input;
      const stored = user.state.metadata;
      const metadata = metadataPatch ? mergeMetadata(stored, metadataPatch) : (input.metadata ?? stored);
      if (!sameJson(metadata, stored)) permit('user.set_metadata');
      user.updateProfile({ fullName, locale, metadata }, now);
    });
  }
}
