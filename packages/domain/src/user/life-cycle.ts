import { WrongState } from '../access/access-errors.ts';
import { assertShown } from '../shared/shown-text.ts';
import { nextEpoch, type Transition } from './transition.ts';
import type { UserState } from './user-state.ts';

/** @throws WrongState unless active; UnfitText */
export function suspended(user: UserState, reason: string): Transition {
  if (user.status !== 'active') throw new WrongState();
  assertShown(reason, 'reason', '/reason');
  const state = { status: 'suspended', suspensionReason: reason, ...nextEpoch(user) } as const;
  return { changed: ['status'], reason: 'suspended', state };
}

/** @throws WrongState unless suspended */
export function reactivated(user: UserState): Transition {
  if (user.status !== 'suspended') throw new WrongState();
  return { changed: ['status'], reason: 'reactivated', state: { status: 'active', suspensionReason: null } };
}

/** Hides the account, signs it out, keeps its address. @throws WrongState when it is deleted already */
export function softDeleted(user: UserState, now: Date): Transition {
  if (user.status === 'deleted') throw new WrongState();
  const state = { status: 'deleted', deletedAt: now, ...nextEpoch(user) } as const;
  return { changed: ['status'], reason: 'soft_deleted', state };
}

/** Back to what it was before. @throws WrongState unless soft-deleted */
export function restored(user: UserState): Transition {
  if (user.status !== 'deleted' || user.erasedAt !== null) throw new WrongState();
  const verifiedStatus = user.suspensionReason === null ? 'active' : 'suspended';
  const status = user.emailVerifiedAt === null ? 'pending' : verifiedStatus;
  return { changed: ['status'], reason: 'restored', state: { status, deletedAt: null } };
}

/**
 * Losing a role ends the sessions that may still think they have it. A pending account that holds the password of whoever
 * registered it is contested: that password must not come to hold roles that others gave.
 */
export function rolesSet(user: UserState, roles: readonly string[]): Transition {
  const lost = user.roles.some((role) => !roles.includes(role));
  const contested = user.contested || (user.status === 'pending' && user.passwordHash !== null);
  return { changed: ['roles'], reason: 'roles_changed', state: { roles, contested, ...(lost ? nextEpoch(user) : {}) } };
}

/** What is left of an erased user: an id, and numbers that nobody can be recognised by. */
export function erased(user: UserState, now: Date): Partial<UserState> {
  return {
    // No address can be empty: it belongs to nobody and collides with nobody.
    email: '' as UserState['email'],
    fullName: '',
    locale: 'en',
    metadata: {},
    status: 'deleted',
    roles: [],
    passwordHash: null,
    emailVerifiedAt: null,
    verifiedBy: null,
    contested: false,
    invitedBy: null,
    linkExpiresAt: null,
    lastLoginAt: null,
    suspensionReason: null,
    deletedAt: user.deletedAt ?? now,
    erasedAt: now,
    updatedAt: now,
    ...nextEpoch(user),
  };
}
