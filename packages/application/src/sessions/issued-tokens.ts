import type { AccessTokenSigner, Permission, RefreshTokenCodec, SessionState, UserState } from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';

/** What a log-in and a refresh hand out (RFC 6749 §5.1). */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  readonly userId: string;
}

export interface TokenIssuing {
  readonly accessTokens: Pick<AccessTokenSigner, 'sign' | 'ttlSeconds'>;
  readonly refreshTokens: Pick<RefreshTokenCodec, 'mint'>;
  readonly ids: Pick<IdGenerator, 'uuid'>;
}

/** Makes both tokens for a session in its current generation; call it after the session is committed. */
export async function issueTokens(
  deps: TokenIssuing,
  of: { user: UserState; session: SessionState; permissions: ReadonlySet<Permission> },
): Promise<IssuedTokens> {
  const { user, session, permissions } = of;
  const accessToken = await deps.accessTokens.sign({
    sub: user.id,
    sid: session.id,
    epoch: user.epoch,
    roles: user.roles,
    scope: [...permissions].join(' '),
    jti: deps.ids.uuid(),
  });
  const { id: sessionId, generation, seed } = session;
  return {
    accessToken,
    expiresInSeconds: deps.accessTokens.ttlSeconds,
    refreshToken: deps.refreshTokens.mint({ sessionId, generation, seed }),
    userId: user.id,
  };
}
