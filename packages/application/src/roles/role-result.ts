import type { AccessSettings, Action, Actor, RoleState, Subject } from '@users/domain';
import { affordances } from '../shared/affordances.ts';

/** A role, and what this caller may do to it. */
export interface RoleResult {
  readonly role: RoleState;
  readonly actions: ReadonlySet<Action>;
}

export function roleResult(role: RoleState, actor: Actor, settings: AccessSettings): RoleResult {
  return { role, actions: affordances(actor, settings, roleSubject(role), 'role') };
}

/** A role as the policy sees it. */
export function roleSubject({ name, builtIn, permissions }: RoleState): Subject {
  return { id: name, status: builtIn ? 'built_in' : 'custom', permissions: new Set(permissions) };
}
