import { type AccessSettings, type Action, Forbidden, NotAuthenticated, UserNotFound } from '@users/domain';
import { affordances } from '../shared/affordances.ts';
import { authorize, authorizeMissing } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { SessionDirectory, SessionView } from './session-directory.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly directory: Pick<UserDirectory, 'find'>;
  readonly sessions: SessionDirectory;
}

export interface SessionList {
  readonly userId: string;
  readonly sessions: readonly (SessionView & { readonly current: boolean })[];
  /** What the caller may do to the user whose sessions these are. */
  readonly actions: ReadonlySet<Action>;
}

/** Where a user is signed in: for the user, or for whoever may end sessions (Zitadel CVE-2024-39683). */
export class ListSessions {
  static readonly errors = [NotAuthenticated, Forbidden, UserNotFound, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string }, context: RequestContext): Promise<SessionList> {
    const { settings, directory, sessions } = this.#deps;
    const { actor } = context;
    if (actor.kind === 'anonymous') authorizeMissing(actor);
    const user = await directory.find(input.id);
    if (!user) authorizeMissing(actor);
    authorize('user.read_sessions', actor, settings, user);
    const own = actor.kind === 'user' ? actor.sessionId : null;
    const found = await sessions.list(user.id);
    return {
      userId: user.id,
      sessions: found.map((session) => ({ ...session, current: session.id === own })),
      actions: affordances(actor, settings, user),
    };
  }
}
