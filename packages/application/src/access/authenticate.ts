import type { AccessTokenSigner, UserActor } from '@users/domain';
import type { ActorReader } from '../ports/actor-reader.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly accessTokens: Pick<AccessTokenSigner, 'verify'>;
  readonly actors: ActorReader;
}

/**
 * From an access token to whoever holds it. The token proves identity and nothing else: roles and permissions are those
 * stored now, and a session that ended, an epoch that moved on or a user no longer active is nobody.
 */
export class Authenticate {
  static readonly errors = [DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * @param input.fresh for unsafe methods: read the database instead of an answer up to 900 ms old
   * @returns null when the token is good for nothing
   * @throws DependencyUnavailable
   */
  async execute(input: { readonly accessToken: string; readonly fresh: boolean }): Promise<UserActor | null> {
    const { accessTokens, actors } = this.#deps;
    const claims = await accessTokens.verify(input.accessToken);
    if (!claims) return null;
    const key = { userId: claims.sub, sessionId: claims.sid };
    let facts = await actors.read(key, { fresh: input.fresh });
    // The token is younger than the remembered answer: its session was moved to a new epoch (a changed password).
    if (facts && facts.epoch < claims.epoch) facts = await actors.read(key, { fresh: true });
    if (!facts || facts.epoch !== claims.epoch) return null;
    const { userId: id, sessionId, roles, permissions } = facts;
    return { kind: 'user', id, sessionId, roles, permissions };
  }
}
