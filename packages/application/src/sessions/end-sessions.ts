import { SessionNotFound } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, changeUser, changeUserErrors } from '../users/change-user.ts';

/** Ends every session of a user, and every reset link with them. */
export class EndSessions {
  static readonly errors = changeUserErrors;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string }, context: RequestContext): Promise<void> {
    const target = { id: input.id, expectedVersion: null };
    await changeUser(this.#deps, 'user.end_sessions', target, context, (user, tx) => {
      user.endSessions();
      tx.note({ subject: user.id, detail: { sessions: 'all' } });
    });
  }
}

/** Ends one session of a user. */
export class EndSession {
  static readonly errors = [...changeUserErrors, SessionNotFound] as const;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string; readonly sessionId: string }, context: RequestContext): Promise<void> {
    const target = { id: input.id, expectedVersion: null };
    await changeUser(this.#deps, 'user.end_sessions', target, context, async (user, tx, now) => {
      const session = await tx.sessions.find(input.sessionId);
      // Another user's session is as unknown here as one that never was (Keycloak CVE-2026-4630).
      if (session?.state.userId !== user.id) throw new SessionNotFound();
      session.end('revoked', now);
      tx.note({ subject: user.id, detail: { session_id: session.id } });
    });
  }
}
