import { type AccessSettings, type Action, type Actor, decide, policy, type Subject } from '@users/domain';

const actions = Object.keys(policy) as Action[];

/** What this actor may do now: to the subject (`user.…`), or in general without one. Links are made from it. */
export function affordances(actor: Actor, settings: AccessSettings, subject?: Subject): ReadonlySet<Action> {
  const offered = actions.filter((action) => isAboutSubject(action) === (subject !== undefined));
  return new Set(offered.filter((action) => decide(action, actor, settings, subject).allowed));
}

function isAboutSubject(action: Action): boolean {
  return action.startsWith('user.') && action !== 'user.list';
}
