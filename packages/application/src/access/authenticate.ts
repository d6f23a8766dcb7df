import {
  type AccessTokenSigner,
  type ClientActor,
  type ClientTokenClaims,
  isClientToken,
  type TokenHolder,
  type UserActor,
  type UserTokenClaims,
} from '@users/domain';
import type { ActorReader } from '../ports/actor-reader.ts';
import type { ClientActorReader } from '../ports/client-actor-reader.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

export interface AuthenticateDependencies {
  readonly accessTokens: Pick<AccessTokenSigner, 'verify'>;
  readonly actors: ActorReader;
  readonly clientActors: ClientActorReader;
}

/**
 * From an access token to whoever holds it. The token proves identity and nothing else: roles and permissions are those
 * stored now, and a session that ended, an epoch that moved on, a user no longer active or a revoked client is nobody.
 */
export class Authenticate {
  static readonly errors = [DependencyUnavailable] as const;
  readonly #deps: AuthenticateDependencies;

  constructor(deps: AuthenticateDependencies) {
    this.#deps = deps;
  }

  /**
   * @param input.fresh for unsafe methods: read the database instead of an answer up to 900 ms old
   * @returns null when the token is good for nothing
   * @throws DependencyUnavailable
   */
  async execute(input: { readonly accessToken: string; readonly fresh: boolean }): Promise<TokenHolder | null> {
    const claims = await this.#deps.accessTokens.verify(input.accessToken);
    if (!claims) return null;
    return isClientToken(claims) ? this.#client(claims, input.fresh) : this.#user(claims, input.fresh);
  }

  async #user(claims: UserTokenClaims, fresh: boolean): Promise<UserActor | null> {
    const { actors } = this.#deps;
    const key = { userId: claims.sub, sessionId: claims.sid };
    const facts = await ofEpoch(claims.epoch, fresh, (options) => actors.read(key, options));
    if (!facts) return null;
    const { userId: id, sessionId, roles, permissions } = facts;
    return { kind: 'user', id, sessionId, roles, permissions };
  }

  /** A token may allow less than its client is granted, and never more: not even what was taken away since. */
  async #client(claims: ClientTokenClaims, fresh: boolean): Promise<ClientActor | null> {
    const { clientActors } = this.#deps;
    const facts = await ofEpoch(claims.epoch, fresh, (options) => clientActors.read(claims.clientId, options));
    if (!facts) return null;
    const { clientId: id, name, permissions } = facts;
    return { kind: 'client', id, name, permissions: permissions.intersection(new Set(claims.scope.split(' '))) };
  }
}

/** The facts when they are those of the token's epoch, else null. */
async function ofEpoch<Facts extends { readonly epoch: number }>(
  epoch: number,
  fresh: boolean,
  read: (options: { fresh: boolean }) => Promise<Facts | null>,
): Promise<Facts | null> {
  let facts = await read({ fresh });
  // The token is younger than the remembered answer: a new secret has begun another epoch since.
  if (facts && facts.epoch < epoch) facts = await read({ fresh: true });
  return facts?.epoch === epoch ? facts : null;
}
