import type { AccessSettings, Action, Actor } from '@users/domain';
import { affordances } from '../shared/affordances.ts';
import type { UserView } from './user-view.ts';

/** A user, and what this caller may do to it. */
export interface UserResult {
  readonly user: UserView;
  readonly actions: ReadonlySet<Action>;
}

export function userResult(user: UserView, actor: Actor, settings: AccessSettings): UserResult {
  return { user, actions: affordances(actor, settings, user) };
}
