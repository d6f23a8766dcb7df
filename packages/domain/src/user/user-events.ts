import type { TokenPurpose } from '../token/one-time-token.ts';
import type { EmailAddress } from './email-address.ts';
import type { UserStatus } from './user-state.ts';

/** What others may know of a user at the moment of the event. */
export interface UserSnapshot {
  readonly id: string;
  readonly email: EmailAddress;
  readonly fullName: string;
  readonly locale: string;
  readonly status: UserStatus;
  readonly roles: readonly string[];
  readonly emailVerified: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** A field that `user.updated` may name in `changed`. */
export type ChangedField =
  | 'full_name'
  | 'locale'
  | 'metadata'
  | 'email'
  | 'email_verified'
  | 'password'
  | 'status'
  | 'roles';

/** Why a user was updated; consumers branch on it. */
export type UpdateReason =
  | 'profile_updated'
  | 'email_verified'
  | 'invitation_accepted'
  | 'password_reset'
  | 'password_changed'
  | 'email_changed'
  | 'email_reverted'
  | 'roles_changed'
  | 'suspended'
  | 'reactivated'
  | 'soft_deleted'
  | 'restored';

interface Envelope<Type extends string, Data> {
  readonly type: Type;
  readonly userId: string;
  readonly occurredAt: Date;
  readonly data: Data;
}

/** The secret of a link, sealed for the few who hold the key; a plain token never enters an event. */
interface LinkIssued {
  readonly userId: string;
  readonly email: EmailAddress;
  readonly fullName: string;
  readonly locale: string;
  readonly expiresAt: Date;
  /** Compact JWE. */
  readonly sealedToken: string;
}

export type UserCreated = Envelope<'user.created', UserSnapshot>;
export type UserUpdated = Envelope<
  'user.updated',
  UserSnapshot & { readonly changed: readonly ChangedField[]; readonly reason: UpdateReason }
>;
export type UserDeleted = Envelope<'user.deleted', { readonly id: string; readonly deletedAt: Date }>;
export type VerificationTokenCreated = Envelope<
  'user.verification_token.created',
  LinkIssued & { readonly purpose: TokenPurpose }
>;
export type PasswordResetRequested = Envelope<'user.password_reset.requested', LinkIssued>;

export type UserEvent = UserCreated | UserUpdated | UserDeleted | VerificationTokenCreated | PasswordResetRequested;
export type UserEventType = UserEvent['type'];
