import type { Requester } from '../access/requester.ts';
import type { EmailAddress } from './email-address.ts';
import type { PendingEmailChange } from './email-change.ts';

export const userStatuses = ['pending', 'active', 'suspended', 'deleted'] as const;
/** `deleted` is a soft deletion: hidden, signed out, restorable. */
export type UserStatus = (typeof userStatuses)[number];

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
/** A small JSON object (≤ 8 KiB) for the platform's own use. */
export type Metadata = { readonly [key: string]: JsonValue };

/** All of a user that is stored: what repositories read and write. */
export interface UserState {
  /** UUIDv7. */
  readonly id: string;
  readonly email: EmailAddress;
  readonly fullName: string;
  /** BCP 47. */
  readonly locale: string;
  readonly metadata: Metadata;
  readonly status: UserStatus;
  readonly roles: readonly string[];
  /** PHC string; null for an account that has no password yet (invitation). */
  readonly passwordHash: string | null;
  readonly emailVerifiedAt: Date | null;
  /** Digest of the link that verified the address: the link that won answers 200 again, every other one 409. */
  readonly verifiedBy: string | null;
  /**
   * Nobody knows whose password a pending account holds: its address was registered again, or somebody else changed its
   * roles. Every link, also one that was sent before, then asks its reader for a password.
   */
  readonly contested: boolean;
  /** While it is pending: until when the last link that was sent can be followed. Null when that is not known. */
  readonly linkExpiresAt: Date | null;
  /** Who invited it; null for one that registered itself, and once the invitation is accepted. */
  readonly invitedBy: Requester | null;
  /**
   * The account itself gave this address and proved it: by its registration, its accepted invitation or its own change.
   * Only such an address gets a link that undoes the next change.
   */
  readonly emailIsOwn: boolean;
  /** The newest request for a change of address; its time may be over, see `pendingEmailChange`. */
  readonly emailChange: PendingEmailChange | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When it was soft-deleted. */
  readonly deletedAt: Date | null;
  /** Why it is suspended; kept through a soft deletion, so that restoring does not lift it. */
  readonly suspensionReason: string | null;
  /** When its personal data was erased for good; nothing but the id is left. */
  readonly erasedAt: Date | null;
  /** Editable state, the ETag. */
  readonly version: number;
  /** Bumped when every session and reset link must die. */
  readonly epoch: number;
  /** Bumped with each new password or address. */
  readonly credentialsVersion: number;
  /**
   * The guard of writes: moves with each change of the account's own state, also where `version` stays. Issuing a link and
   * logging in leave it, so that what strangers cause never makes a change of the owner fail.
   */
  readonly revision: number;
}

/** A new account before anything is known of it but its address. */
export function blankState(input: { id: string; email: EmailAddress; now: Date }): UserState {
  return {
    id: input.id,
    email: input.email,
    fullName: '',
    locale: 'en',
    metadata: {},
    status: 'pending',
    roles: [],
    passwordHash: null,
    emailVerifiedAt: null,
    verifiedBy: null,
    contested: false,
    invitedBy: null,
    emailIsOwn: true,
    emailChange: null,
    linkExpiresAt: null,
    lastLoginAt: null,
    createdAt: input.now,
    updatedAt: input.now,
    deletedAt: null,
    suspensionReason: null,
    erasedAt: null,
    version: 1,
    epoch: 1,
    credentialsVersion: 1,
    revision: 0,
  };
}
