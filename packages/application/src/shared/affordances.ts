import {
  type AccessSettings,
  type Action,
  type Actor,
  decide,
  policy,
  type Subject,
  type SubjectKind,
} from '@users/domain';

const actions = Object.keys(policy) as Action[];

/**
 * What this actor may do now: to the subject, or in general without one. Links are made from it.
 *
 * @param about what the subject is
 */
export function affordances(
  actor: Actor,
  settings: AccessSettings,
  subject?: Subject,
  about: SubjectKind = 'user',
): ReadonlySet<Action> {
  const wanted = subject === undefined ? undefined : about;
  const offered = actions.filter((action) => subjectOf(action) === wanted);
  return new Set(offered.filter((action) => decide(action, actor, settings, subject).allowed));
}

function subjectOf(action: Action): SubjectKind | undefined {
  const rule = policy[action];
  return 'about' in rule ? rule.about : undefined;
}
