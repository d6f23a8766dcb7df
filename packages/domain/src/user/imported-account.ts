import { assertShown } from '../shared/shown-text.ts';
import { InvalidAccount } from './user-errors.ts';
import type { Metadata, UserState, UserStatus } from './user-state.ts';

/** An account as another system, or another installation of this service, tells of it. */
export interface ImportedAccount {
  readonly fullName: string;
  readonly locale: string;
  readonly metadata: Metadata;
  readonly roles: readonly string[];
  readonly status: UserStatus;
  /** PHC string of our own kind, see `assertOwnHash`. */
  readonly passwordHash: string | null;
  /** Null: now, where the status says that it is verified. */
  readonly emailVerifiedAt: Date | null;
  readonly suspensionReason: string | null;
  /** Null: now. */
  readonly createdAt: Date | null;
  /** When it was soft-deleted. Null: now, where the status says so. */
  readonly deletedAt: Date | null;
}

/**
 * The state that it has here. Counters begin anew, and so do links: what was mailed before leads nowhere.
 *
 * @throws InvalidAccount naming the first field that does not go with the others; UnfitText
 */
export function importedState(account: ImportedAccount, now: Date): Partial<UserState> {
  assertConsistent(account);
  assertPast(account, now);
  const { fullName, locale, metadata, roles, status, passwordHash } = account;
  return {
    ...{ fullName, locale, metadata, roles, status, passwordHash },
    createdAt: account.createdAt ?? now,
    emailVerifiedAt: account.emailVerifiedAt ?? (isVerified(status) ? now : null),
    suspensionReason: account.suspensionReason ?? (status === 'suspended' ? 'Imported as suspended.' : null),
    deletedAt: account.deletedAt ?? (status === 'deleted' ? now : null),
  };
}

/** Nobody gets there without following a link. */
function isVerified(status: UserStatus): boolean {
  return status === 'active' || status === 'suspended';
}

function assertConsistent(account: ImportedAccount): void {
  const { status, passwordHash, emailVerifiedAt, suspensionReason, deletedAt } = account;
  // A password that nobody proved to own belongs to whoever typed it first (account pre-hijacking).
  if (passwordHash !== null && !isVerified(status) && emailVerifiedAt === null) {
    throw new InvalidAccount('must be absent where the address is not verified', '/password_hash');
  }
  if (status === 'pending' && emailVerifiedAt !== null) {
    throw new InvalidAccount('must be absent for a pending account', '/email_verified_at');
  }
  assertShown(suspensionReason ?? '', 'reason', '/suspension_reason');
  if (suspensionReason !== null && status !== 'suspended' && status !== 'deleted') {
    throw new InvalidAccount('is for suspended accounts', '/suspension_reason');
  }
  if (deletedAt !== null && status !== 'deleted') throw new InvalidAccount('is for deleted accounts', '/deleted_at');
}

function assertPast({ createdAt, emailVerifiedAt, deletedAt }: ImportedAccount, now: Date): void {
  const times = { created_at: createdAt, email_verified_at: emailVerifiedAt, deleted_at: deletedAt };
  for (const [name, time] of Object.entries(times)) {
    if (time !== null && time > now) throw new InvalidAccount('must not be in the future', `/${name}`);
  }
}
