import type { FieldError } from '../shared/domain-error.ts';
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
 * @throws InvalidAccount naming each field that does not go with the others
 */
export function importedState(account: ImportedAccount, now: Date): Partial<UserState> {
  const complaints = complaintsOf(account, now);
  if (complaints.length > 0) throw new InvalidAccount(complaints);
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

function complaintsOf(account: ImportedAccount, now: Date): readonly FieldError[] {
  const { status, passwordHash, emailVerifiedAt, suspensionReason, deletedAt } = account;
  const complaints: FieldError[] = [];
  const complain = (pointer: string, detail: string) => complaints.push({ pointer, detail });
  // A password that nobody proved to own belongs to whoever typed it first (account pre-hijacking).
  if (passwordHash !== null && !isVerified(status) && emailVerifiedAt === null) {
    complain('/password_hash', 'must be absent where the address is not verified');
  }
  if (status === 'pending' && emailVerifiedAt !== null) {
    complain('/email_verified_at', 'must be absent for a pending account');
  }
  if (suspensionReason !== null && status !== 'suspended' && status !== 'deleted') {
    complain('/suspension_reason', 'is for suspended accounts');
  }
  if (deletedAt !== null && status !== 'deleted') complain('/deleted_at', 'is for deleted accounts');
  return [...complaints, ...timesToCome(account, now)];
}

function timesToCome({ createdAt, emailVerifiedAt, deletedAt }: ImportedAccount, now: Date): FieldError[] {
  const times = { created_at: createdAt, email_verified_at: emailVerifiedAt, deleted_at: deletedAt };
  return Object.entries(times)
    .filter(([, time]) => time !== null && time.getTime() > now.getTime())
    .map(([name]) => ({ pointer: `/${name}`, detail: 'must not be in the future' }));
}
