import {
  assertHolds,
  Forbidden,
  GrantExceedsOwn,
  NotAuthenticated,
  type Permission,
  ServiceClient,
} from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import type { ChangeClientDependencies } from './change-client.ts';
import { toClientView } from './client-directory.ts';
import { type ClientWithSecret, clientResult } from './client-result.ts';

interface Dependencies extends ChangeClientDependencies {
  readonly ids: IdGenerator;
}

export interface CreateClientInput {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

/** Makes a service client out of permissions that its maker holds, and its first secret. */
export class CreateClient {
  static readonly errors = [NotAuthenticated, Forbidden, GrantExceedsOwn, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: CreateClientInput, context: RequestContext): Promise<ClientWithSecret> {
    const { settings, unitOfWork, clock, ids } = this.#deps;
    authorize('client.create', context.actor, settings);
    const permissions = [...new Set(input.permissions)].sort();
    assertHolds(context.actor, new Set(permissions));
    const { name, description } = input;
    const id = ids.uuid();
    const secret = ids.secret();
    const secretDigest = ids.digest(secret);
    const state = await unitOfWork.run(changeContext(context, 'client.create'), async (tx) => {
      const client = ServiceClient.create({ id, name, description, permissions, secretDigest, now: clock.now() });
      tx.clients.add(client);
      tx.note({ subject: null, detail: { client_id: id, name, permissions: permissions.join(' ') } });
      return client.state;
    });
    return { ...clientResult(toClientView(state), context.actor, settings), secret };
  }
}
