import { type AccessSettings, type AccessTokenSigner, InvalidClient, InvalidScope } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Reader } from '../ports/reader.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly reader: Reader;
  readonly accessTokens: Pick<AccessTokenSigner, 'sign' | 'ttlSeconds'>;
  readonly ids: Pick<IdGenerator, 'uuid' | 'digest'>;
  readonly clock: Clock;
}

export interface IssueClientTokenInput {
  readonly clientId: string;
  readonly secret: string;
  /** Names of permissions; null: all that are granted. */
  readonly scope: readonly string[] | null;
}

/** RFC 6749 §5.1; no refresh token (§4.4.3). */
export interface IssuedClientToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
}

/**
 * A service client gets a token for its secret (RFC 6749 §4.4). Unknown, revoked and wrong answer alike after one look
 * and one digest. Nothing is written: a token lives by its client's row, so one that is issued while that is revoked is
 * as dead as the others.
 */
export class IssueClientToken {
  static readonly errors = [InvalidClient, InvalidScope, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: IssueClientTokenInput, context: RequestContext): Promise<IssuedClientToken> {
    const { settings, reader, accessTokens, ids, clock } = this.#deps;
    authorize('client.issue_token', context.actor, settings);
    const digest = ids.digest(input.secret);
    const client = await reader.read((from) => from.clients.find(input.clientId));
    if (!client?.admits(digest, clock.now())) throw new InvalidClient();
    const scope = client.scopeFor(input.scope).join(' ');
    const { id, epoch } = client.state;
    const accessToken = await accessTokens.sign({ sub: id, clientId: id, epoch, scope, jti: ids.uuid() });
    return { accessToken, expiresInSeconds: accessTokens.ttlSeconds, scope };
  }
}
