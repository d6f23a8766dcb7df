import type { UserState } from './user-state.ts';

/** How long an account is kept that nobody uses; in seconds. */
export interface AccountRetention {
  /** A pending one that nobody touches. */
  readonly pendingSeconds: number;
  /** The longest life of a link to a pending one. */
  readonly longestLinkSeconds: number;
  /** A soft-deleted one, from its deletion. */
  readonly softDeletedSeconds: number;
}

/**
 * When an account is to be erased; null: not by itself. A pending one never under a link that can still be followed: an
 * invitation may live longer than a pending account is kept otherwise. One of which the last link is not known is taken
 * to have got the longest-lived one when it was changed last.
 */
export function endsAt(user: UserState, retention: AccountRetention): Date | null {
  const { status, erasedAt, updatedAt, deletedAt, linkExpiresAt } = user;
  if (erasedAt !== null) return null;
  if (status === 'deleted') return deletedAt && later(deletedAt, retention.softDeletedSeconds);
  if (status !== 'pending') return null;
  const untouched = later(updatedAt, retention.pendingSeconds);
  const lastLink = linkExpiresAt ?? later(updatedAt, retention.longestLinkSeconds);
  return new Date(Math.max(untouched.getTime(), lastLink.getTime()));
}

function later(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
