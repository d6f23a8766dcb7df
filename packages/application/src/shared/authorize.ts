import {
  type AccessSettings,
  type Action,
  type Actor,
  decide,
  Forbidden,
  NotAuthenticated,
  RegistrationClosed,
  type Subject,
  UserNotFound,
  WrongState,
} from '@users/domain';

/**
 * Enforces the policy's cell for this actor and subject.
 *
 * @throws NotAuthenticated, Forbidden, UserNotFound (the actor may not know that it exists), WrongState,
 *   RegistrationClosed
 */
export function authorize(action: Action, actor: Actor, settings: AccessSettings, subject?: Subject): void {
  const decision = decide(action, actor, settings, subject);
  if (decision.allowed) return;
  switch (decision.reason) {
    case 'unauthenticated':
      throw new NotAuthenticated();
    case 'forbidden':
      throw new Forbidden();
    case 'hidden':
      throw new UserNotFound();
    case 'wrong_state':
      throw new WrongState();
    case 'registration_closed':
      throw new RegistrationClosed();
  }
}

/**
 * What no permission grants: it is done from the command line, by whoever holds the database anyway.
 *
 * @throws NotAuthenticated, Forbidden
 */
export function authorizeSystem(actor: Actor): void {
  if (actor.kind === 'system') return;
  throw actor.kind === 'anonymous' ? new NotAuthenticated() : new Forbidden();
}

/**
 * There is no such subject: the same refusal that one hidden from this actor would get.
 *
 * @throws NotAuthenticated, UserNotFound
 */
export function authorizeMissing(actor: Actor): never {
  throw actor.kind === 'anonymous' ? new NotAuthenticated() : new UserNotFound();
}
