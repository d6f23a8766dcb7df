import type { Metadata, Permission, UserState, UserStatus } from '@users/domain';

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
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** The view of an aggregate that has just been written. */
export function toUserView(state: UserState, permissions: ReadonlySet<Permission>): UserView {
  const { id, email, fullName, locale, metadata, status, roles } = state;
  const { emailVerifiedAt, lastLoginAt, createdAt, updatedAt, version } = state;
  return {
    ...{ id, email, fullName, locale, metadata, status, roles, permissions },
    ...{ emailVerifiedAt, lastLoginAt, createdAt, updatedAt, version },
  };
}
