import type { RequestContext } from '../shared/context.ts';
import {
  type ChangeClientDependencies,
  type ChangeClientInput,
  changeClient,
  changeClientErrors,
} from './change-client.ts';

/** Ends a service client for good: no token any more, and those that it has are refused within a second. */
export class RevokeClient {
  static readonly errors = changeClientErrors;
  readonly #deps: ChangeClientDependencies;

  constructor(deps: ChangeClientDependencies) {
    this.#deps = deps;
  }

  async execute(input: ChangeClientInput, context: RequestContext): Promise<void> {
    await changeClient(this.#deps, 'client.revoke', input, context, (client, tx, now) => {
      client.revoke(now);
      tx.note({ subject: null, detail: { client_id: client.id } });
    });
  }
}
