import type { IdGenerator } from '../ports/id-generator.ts';
import type { RequestContext } from '../shared/context.ts';
import {
  type ChangeClientDependencies,
  type ChangeClientInput,
  changeClient,
  changeClientErrors,
} from './change-client.ts';
import type { ClientWithSecret } from './client-result.ts';

interface Dependencies extends ChangeClientDependencies {
  readonly ids: Pick<IdGenerator, 'secret' | 'digest'>;
}

export interface RotateClientSecretInput extends ChangeClientInput {
  /** How long the secret before stays good, from 0 to `maxGraceSeconds`; 0 ends the tokens that it got, too. */
  readonly graceSeconds: number;
}

/** Gives a service client a new secret. */
export class RotateClientSecret {
  static readonly errors = changeClientErrors;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: RotateClientSecretInput, context: RequestContext): Promise<ClientWithSecret> {
    const { ids } = this.#deps;
    const { graceSeconds } = input;
    const secret = ids.secret();
    const digest = ids.digest(secret);
    const result = await changeClient(this.#deps, 'client.rotate', input, context, (client, tx, now) => {
      client.rotate(digest, graceSeconds, now);
      tx.note({ subject: null, detail: { client_id: client.id, grace_seconds: graceSeconds } });
    });
    return { ...result, secret };
  }
}
