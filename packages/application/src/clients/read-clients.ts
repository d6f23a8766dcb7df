import { type AccessSettings, ClientNotFound, Forbidden, NotAuthenticated } from '@users/domain';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import type { ClientDirectory } from './client-directory.ts';
import { type ClientResult, clientResult, clientSubject } from './client-result.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly clients: ClientDirectory;
}

/** All service clients. */
export class ListClients {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(_input: object, context: RequestContext): Promise<readonly ClientResult[]> {
    const { settings, clients } = this.#deps;
    authorize('client.list', context.actor, settings);
    return (await clients.list()).map((client) => clientResult(client, context.actor, settings));
  }
}

/** One service client. */
export class GetClient {
  static readonly errors = [NotAuthenticated, Forbidden, ClientNotFound, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string }, context: RequestContext): Promise<ClientResult> {
    const { settings, clients } = this.#deps;
    authorize('client.list', context.actor, settings);
    const client = await clients.find(input.id);
    if (!client) throw new ClientNotFound();
    authorize('client.read', context.actor, settings, clientSubject(client));
    return clientResult(client, context.actor, settings);
  }
}
