import { LastAdmin } from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { WaitingLinks } from '../ports/waiting-links.ts';
import type { RequestContext } from '../shared/context.ts';
import { noticeMail } from '../tasks/mail-task.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

interface Dependencies extends ChangeUserDependencies {
  readonly ids: Pick<IdGenerator, 'uuid'>;
  readonly waitingLinks: WaitingLinks;
}

export interface SuspendUserInput extends ChangeUserInput {
  /** For other administrators; the suspended person is not told it. */
  readonly reason: string;
}

export interface SuspendedUser extends UserResult {
  /** How many links that this user had asked for, for others, work no longer while it is suspended. */
  readonly endedLinks: number;
}

/** Locks an account: no log-in, every session ends, and no link that it caused works. Its owner is told by mail. */
export class SuspendUser {
  static readonly errors = [...changeUserErrors, LastAdmin] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: SuspendUserInput, context: RequestContext): Promise<SuspendedUser> {
    const endedLinks = await this.#deps.waitingLinks.countOf({ kind: 'user', id: input.id });
    const result = await changeUser(this.#deps, 'user.suspend', input, context, (user, tx, now) => {
      if (user.activeAdmin) tx.keepAdmin();
      user.suspend(input.reason, now);
      tx.enqueue(noticeMail(this.#deps.ids.uuid(), context, 'suspended', user.state, { now, network: null }));
    });
    return { ...result, endedLinks };
  }
}
