import { type AccessSettings, type Action, type Actor, decide, type Permission, type Subject } from '@users/domain';
import { expect } from 'vitest';

/** What a letter stands for in the tables of what the policy decides; each cell is written by hand. */
const reasons = {
  y: 'allowed',
  u: 'unauthenticated',
  f: 'forbidden',
  h: 'hidden',
  s: 'wrong_state',
  c: 'registration_closed',
} as const;

const open: AccessSettings = { registration: 'open' };

export function held(...permissions: readonly Permission[]): ReadonlySet<Permission> {
  return new Set(permissions);
}

/** A user whose id is `me`. */
export function person(...permissions: readonly Permission[]): Actor {
  return { kind: 'user', id: 'me', sessionId: 'my-session', roles: [], permissions: held(...permissions) };
}

/** A service client whose id is `me`. */
export function client(...permissions: readonly Permission[]): Actor {
  return { kind: 'client', id: 'me', name: 'billing', permissions: held(...permissions) };
}

/** `allowed`, or why not. */
export function outcome(action: Action, actor: Actor, subject?: Subject, settings = open): string {
  const decision = decide(action, actor, settings, subject);
  return decision.allowed ? 'allowed' : decision.reason;
}

/** @param row a letter for each actor, in their order */
export function expectRow(
  actors: Readonly<Record<string, Actor>>,
  row: string,
  action: Action,
  subject?: Subject,
  settings = open,
): void {
  const letters = row.trim().split(' ');
  expect(letters).toHaveLength(Object.keys(actors).length);
  const decided = Object.entries(actors).map(([name, actor]) => [name, outcome(action, actor, subject, settings)]);
  const written = Object.keys(actors).map((name, index) => [name, Reflect.get(reasons, letters[index] ?? '')]);
  expect(Object.fromEntries(decided)).toEqual(Object.fromEntries(written));
}
