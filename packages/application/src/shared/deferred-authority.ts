import {
  type AccessSettings,
  type Action,
  type Actor,
  assertMayGrant,
  decide,
  DomainError,
  LinkNotAuthorized,
  permissionsOf,
  type Requester,
  type User,
} from '@users/domain';
import type { Reading } from '../ports/reader.ts';

/**
 * Who asks now, to be stored with what is done later.
 *
 * @param targetId of the account that it is about; null: of several
 */
export async function requesterOf(from: Reading, actor: Actor, targetId: string | null): Promise<Requester> {
  switch (actor.kind) {
    case 'system':
      return { kind: 'system', id: actor.name };
    case 'client':
      return { kind: 'client', id: actor.id };
    case 'user': {
      if (actor.id === targetId) return { kind: 'self', id: actor.id };
      const credentialsVersion = (await from.users.find(actor.id))?.state.credentialsVersion;
      return { kind: 'user', id: actor.id, ...(credentialsVersion !== undefined && { credentialsVersion }) };
    }
    case 'anonymous':
      throw new TypeError('Nobody in particular can ask for what is done later.');
  }
}

/**
 * A change of address is carried out: whoever asked for it must be allowed to change it now, as this account is now, and
 * must have the password and the address that they had when they asked.
 *
 * @throws LinkNotAuthorized
 */
export async function authorizeEmailChange(
  from: Reading,
  settings: AccessSettings,
  user: User,
  requester: Requester,
): Promise<void> {
  const actor = await actorOf(from, requester, { unchangedCredentials: true });
  const { id, status, roles } = user.state;
  const permissions = await permissionsNow(from, roles);
  assertAllowed('user.change_email', actor, settings, { id, status, permissions });
}

/**
 * An invitation is accepted: whoever sent it must be allowed to invite somebody with the roles that the account has now.
 *
 * @throws LinkNotAuthorized also when nobody knows who sent it
 */
export async function authorizeInvitation(from: Reading, settings: AccessSettings, user: User): Promise<void> {
  const { invitedBy, roles } = user.state;
  if (invitedBy === null) throw new LinkNotAuthorized();
  const actor = await actorOf(from, invitedBy, { unchangedCredentials: false });
  assertAllowed('user.create', actor, settings);
  const found = await from.roles.findAll(roles);
  for (const role of found) from.roles.relyOn(role);
  try {
    assertMayGrant(actor, found, roles);
  } catch (error) {
    throw error instanceof DomainError ? new LinkNotAuthorized() : error;
  }
}

/**
 * A pending account becomes active by whichever link: where it was invited, the invitation must still be good. Anybody can
 * have a verification link sent to its address, and that must lead no further than the invitation itself.
 *
 * @throws LinkNotAuthorized
 */
export async function authorizeActivation(from: Reading, settings: AccessSettings, user: User): Promise<void> {
  const { status, passwordHash } = user.state;
  // Who registered brought a password; an account without one was made by somebody else.
  if (status === 'pending' && passwordHash === null) await authorizeInvitation(from, settings, user);
}

function assertAllowed(
  action: Action,
  actor: Actor,
  settings: AccessSettings,
  subject?: Parameters<typeof decide>[3],
): void {
  if (!decide(action, actor, settings, subject).allowed) throw new LinkNotAuthorized();
}

/**
 * The requester as whoever they are at this moment. What is written rests on it: a suspension or a lost role that is
 * committed first wins.
 *
 * @throws LinkNotAuthorized when they may do nothing at all any more
 */
async function actorOf(
  from: Reading,
  requester: Requester,
  { unchangedCredentials }: { unchangedCredentials: boolean },
): Promise<Actor> {
  if (requester.kind === 'system') return { kind: 'system', name: requester.id };
  if (requester.kind === 'client') {
    const client = await from.clients.find(requester.id);
    if (!client || client.state.revokedAt !== null) throw new LinkNotAuthorized();
    from.clients.relyOn(client);
    const { id, name, permissions } = client.state;
    return { kind: 'client', id, name, permissions: new Set(permissions) };
  }
  const user = await from.users.find(requester.id);
  if (user?.state.status !== 'active') throw new LinkNotAuthorized();
  from.users.relyOn(user);
  const { id, roles, credentialsVersion } = user.state;
  const known = requester.kind === 'self' || requester.credentialsVersion === credentialsVersion;
  if (unchangedCredentials && !known) throw new LinkNotAuthorized();
  // It acts by a link: there is no session.
  return { kind: 'user', id, sessionId: '', roles, permissions: await permissionsNow(from, roles) };
}

async function permissionsNow(from: Reading, names: readonly string[]) {
  const roles = await from.roles.findAll(names);
  for (const role of roles) from.roles.relyOn(role);
  return permissionsOf(roles, names);
}
