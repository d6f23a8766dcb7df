import { type AccessSettings, type Action, type Actor, decide } from '@users/domain';
import { affordances } from '../shared/affordances.ts';
import type { UserView } from './user-view.ts';

/** A user, and what this caller may do to it. */
export interface UserResult {
  readonly user: UserView;
  readonly actions: ReadonlySet<Action>;
}

/** A change of address that waits is shown to whoever may ask for one: to the user, and to those who may write it. */
export function userResult(user: UserView, actor: Actor, settings: AccessSettings): UserResult {
  const shown = user.emailChange === null || decide('user.change_email', actor, settings, user).allowed;
  return { user: shown ? user : { ...user, emailChange: null }, actions: affordances(actor, settings, user) };
}
