import type { WaitingLinks } from '../ports/waiting-links.ts';
import type { RequestContext } from '../shared/context.ts';
import {
  type ChangeClientDependencies,
  type ChangeClientInput,
  changeClient,
  changeClientErrors,
} from './change-client.ts';

interface Dependencies extends ChangeClientDependencies {
  readonly waitingLinks: WaitingLinks;
}

/** Ends a service client for good: no token any more, and those that it has are refused within a second. */
export class RevokeClient {
  static readonly errors = changeClientErrors;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @returns how many links that this client had asked for are dead now */
  async execute(input: ChangeClientInput, context: RequestContext): Promise<{ readonly endedLinks: number }> {
    const endedLinks = await this.#deps.waitingLinks.countOf({ kind: 'client', id: input.id });
    await changeClient(this.#deps, 'client.revoke', input, context, (client, tx, now) => {
      client.revoke(now);
      tx.note({ subject: null, detail: { client_id: client.id } });
    });
    return { endedLinks };
  }
}
