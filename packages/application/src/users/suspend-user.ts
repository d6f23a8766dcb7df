import { LastAdmin } from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { RequestContext } from '../shared/context.ts';
import { noticeMail } from '../tasks/mail-task.ts';
import { type ChangeUserDependencies, type ChangeUserInput, changeUser, changeUserErrors } from './change-user.ts';
import type { UserResult } from './user-result.ts';

interface Dependencies extends ChangeUserDependencies {
  readonly ids: Pick<IdGenerator, 'uuid'>;
}

export interface SuspendUserInput extends ChangeUserInput {
  /** For other administrators; the suspended person is not told it. */
  readonly reason: string;
}

/** Locks an account: no log-in, every session ends. Its owner is told by mail. */
export class SuspendUser {
  static readonly errors = [...changeUserErrors, LastAdmin] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: SuspendUserInput, context: RequestContext): Promise<UserResult> {
    return changeUser(this.#deps, 'user.suspend', input, context, (user, tx, now) => {
      if (user.activeAdmin) tx.keepAdmin();
      user.suspend(input.reason, now);
      tx.enqueue(noticeMail(this.#deps.ids.uuid(), context, 'suspended', user.state, { now, network: null }));
    });
  }
}
