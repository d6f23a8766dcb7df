import { type AccessSettings, InvalidRefreshToken, type RefreshTokenCodec, type SessionLifetime } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { type IssuedTokens, issueTokens, type TokenIssuing } from './issued-tokens.ts';

interface Dependencies extends TokenIssuing {
  readonly settings: AccessSettings;
  readonly refreshTokens: RefreshTokenCodec;
  readonly sessionLifetime: SessionLifetime;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Rotation (RFC 9700 §4.14.2): each refresh token works once, the one before it for ten seconds more with the same
 * successor, so that a lost answer or two tabs do not end the session; an older one ends the family.
 */
export class RefreshSession {
  static readonly errors = [InvalidRefreshToken, ConcurrentChange, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly refreshToken: string }, context: RequestContext): Promise<IssuedTokens> {
    const { settings, refreshTokens, sessionLifetime, unitOfWork, clock } = this.#deps;
    authorize('session.refresh', context.actor, settings);
    const parsed = refreshTokens.parse(input.refreshToken);
    if (!parsed) throw new InvalidRefreshToken();
    const refreshed = await unitOfWork.run(changeContext(context, 'session.refresh'), async (tx) => {
      const found = await tx.sessions.findWithUser(parsed.sessionId);
      // A forged token says nothing about the family: it is refused and the family lives on.
      if (!found || !parsed.genuine(found.session.state.seed)) return null;
      const { session, user, permissions } = found;
      if (user.state.status !== 'active') return null;
      const outcome = session.refresh(parsed.generation, sessionLifetime, user.state.epoch, clock.now());
      if (outcome === 'reused') tx.note({ subject: user.id, detail: { session_id: session.id, reuse_detected: true } });
      if (outcome === 'reused' || outcome === 'dead') return null;
      return { user: user.state, session: session.state, permissions };
    });
    if (!refreshed) throw new InvalidRefreshToken();
    return issueTokens(this.#deps, refreshed);
  }
}
