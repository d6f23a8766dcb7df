import { LastAdmin } from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { WaitingLinks } from '../ports/waiting-links.ts';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import { eraseUser } from './erase-user.ts';

interface Dependencies extends ChangeUserDependencies {
  readonly ids: Pick<IdGenerator, 'uuid'>;
  readonly waitingLinks: WaitingLinks;
}

/** Erases a user's personal data for good; an id is left, and the address is free. */
export class DeleteUser {
  static readonly errors = [...changeUserErrors, LastAdmin] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @returns how many links that this user had asked for, for others, are dead now */
  async execute(input: ChangeUserInput, context: RequestContext): Promise<{ readonly endedLinks: number }> {
    const endedLinks = await this.#deps.waitingLinks.countOf({ kind: 'user', id: input.id });
    await changeUser(this.#deps, 'user.delete', input, context, (user, tx, now) => {
      eraseUser(tx, user, now, { ids: this.#deps.ids, ...context });
    });
    return { endedLinks };
  }
}
