import { type AccessSettings, Forbidden, NotAuthenticated, type RefreshTokenCodec } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly refreshTokens: Pick<RefreshTokenCodec, 'parse'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Ends one session: the family of the given refresh token or, without one, the session of the access token.
 * A refresh token that is unknown or forged is answered like a good one (RFC 7009 §2.2).
 */
export class LogOut {
  static readonly errors = [NotAuthenticated, Forbidden, ConcurrentChange, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly refreshToken: string | null }, context: RequestContext): Promise<void> {
    const { settings, refreshTokens, unitOfWork, clock } = this.#deps;
    const { actor } = context;
    const parsed = input.refreshToken === null ? null : refreshTokens.parse(input.refreshToken);
    if (input.refreshToken === null) authorize('session.log_out', actor, settings);
    const sessionId =
      parsed?.sessionId ?? (input.refreshToken === null && actor.kind === 'user' ? actor.sessionId : null);
    if (sessionId === null) return;
    await unitOfWork.run(changeContext(context, 'session.log_out'), async (tx) => {
      const session = await tx.sessions.find(sessionId);
      if (!session || (parsed && !parsed.genuine(session.state.seed)) || session.state.endedAt !== null) return;
      session.end('logged_out', clock.now());
      tx.note({ subject: session.state.userId, detail: { session_id: session.id } });
    });
  }
}
