import {
  type Metadata,
  type PendingEmailChange,
  type Permission,
  pendingEmailChange,
  type RequesterKind,
  type UserState,
  type UserStatus,
} from '@users/domain';

/** A change of address that waits for the link in the mail to the new one. */
export interface WaitingEmailChange {
  /** The new address. */
  readonly email: string;
  readonly requestedBy: RequesterKind;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** A user as the API shows it. */
export interface UserView {
  readonly id: string;
  readonly email: string;
  readonly fullName: string;
  readonly locale: string;
  readonly metadata: Metadata;
  readonly status: UserStatus;
  readonly roles: readonly string[];
  /** What the roles add up to; for the policy, not shown. */
  readonly permissions: ReadonlySet<Permission>;
  readonly emailVerifiedAt: Date | null;
  /** A change of the address that waits for its link; null for whoever may not change it, too. */
  readonly emailChange: WaitingEmailChange | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** The view of an aggregate that has just been written. */
export function toUserView(state: UserState, permissions: ReadonlySet<Permission>, now: Date): UserView {
  const { id, email, fullName, locale, metadata, status, roles } = state;
  const { emailVerifiedAt, lastLoginAt, createdAt, updatedAt, version } = state;
  return {
    ...{ id, email, fullName, locale, metadata, status, roles, permissions },
    ...{ emailVerifiedAt, lastLoginAt, createdAt, updatedAt, version },
    emailChange: toWaitingEmailChange(pendingEmailChange(state, now)),
  };
}

export function toWaitingEmailChange(pending: PendingEmailChange | null): WaitingEmailChange | null {
  if (pending === null) return null;
  const { email, requester, requestedAt, expiresAt } = pending;
  return { email, requestedBy: requester.kind, requestedAt, expiresAt };
}
