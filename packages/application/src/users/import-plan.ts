import {
  assertOwnHash,
  DomainError,
  type EmailAddress,
  type HashCost,
  type ImportedAccount,
  InvalidAccount,
  parseEmailAddress,
  User,
} from '@users/domain';
import type { KnownUser } from '../ports/user-archive.ts';
import type { ImportOutcome, ImportRefusal, ImportRow } from './import-row.ts';

/** A row that could be a user, if nobody stands in its way. */
export interface PlannedUser {
  readonly id: string;
  /** Whether the row named the id itself. */
  readonly ownId: boolean;
  readonly email: EmailAddress;
  readonly account: ImportedAccount;
  readonly invited: boolean;
}

/**
 * What the row asks for; the reasons of a refusal are those of the domain.
 *
 * @param options.id for a row that names none
 */
export function planRow(
  row: ImportRow,
  options: { id: string; now: Date; hashCost: HashCost },
): PlannedUser | ImportOutcome {
  const { email: given, id, invite, ...account } = row;
  try {
    const email = parseEmailAddress(given);
    const { passwordHash } = account;
    if (passwordHash !== null) assertOwnHash(passwordHash, options.hashCost);
    const { status, invited } = standing(row);
    const roles = [...new Set(account.roles)].sort();
    // Whoever is invited proves the address by following the link, whatever it was elsewhere.
    const emailVerifiedAt = status === 'pending' && row.status === 'active' ? null : account.emailVerifiedAt;
    const planned = { ...account, roles, status, emailVerifiedAt };
    const user = { id: id ?? options.id, ownId: id !== null, email, account: planned, invited };
    // Made to be thrown away: an account that contradicts itself says so here, and not where its whole batch is written.
    User.import({ ...user, requester: { kind: 'system', id: 'import' }, now: options.now });
    return user;
  } catch (error) {
    if (error instanceof DomainError) return { email: given, id, ...refusalOf(error, 'invalid') };
    throw error;
  }
}

/** @throws InvalidAccount for an invitation to an account that cannot take one */
function standing({ status, passwordHash, invite }: ImportRow): Pick<PlannedUser, 'invited'> & {
  status: ImportedAccount['status'];
} {
  const closed = status === 'suspended' || status === 'deleted';
  if (invite === true && (closed || passwordHash !== null)) {
    const detail = closed ? `is not possible for ${status} accounts` : 'goes without a password_hash';
    throw new InvalidAccount(detail, '/invite');
  }
  if (closed) return { status, invited: false };
  if (status === 'pending') return { status, invited: passwordHash === null && invite !== false };
  if (passwordHash !== null || invite === false) return { status: 'active', invited: false };
  return { status: 'pending', invited: true };
}

/** Tells what stands in the way of a planned user; null: nothing. By tables, for there may be as many as there are rows. */
export function obstacles(
  known: readonly KnownUser[],
  roles: ReadonlySet<string>,
): (user: PlannedUser) => ImportOutcome | null {
  const byId = new Map(known.filter(({ kind }) => kind !== 'returning').map((each) => [each.id, each]));
  const byEmail = new Map(known.filter(({ kind }) => kind === 'returning').map((each) => [each.email, each]));
  for (const each of known) if (each.kind === 'user') byEmail.set(each.email, each);
  return (user) => obstacle(user, byId.get(user.id), byEmail.get(user.email), roles);
}

function obstacle(
  { id, email, ownId, account }: PlannedUser,
  named: KnownUser | undefined,
  holder: KnownUser | undefined,
  roles: ReadonlySet<string>,
): ImportOutcome | null {
  if (holder?.kind === 'user' && (holder.id === id || !ownId)) return { email, id: holder.id, result: 'exists' };
  const unknown = account.roles.filter((role) => !roles.has(role));
  const refused = (code: string, field: string, detail: string, result: ImportRefusal['result'] = 'conflict') => {
    return { email, id: ownId ? id : null, result, code, field, detail };
  };
  if (named?.kind === 'erased') return refused('id_taken', 'id', 'was that of a user who has been erased');
  if (named !== undefined) return refused('id_taken', 'id', 'is that of a user with another e-mail address');
  if (holder?.kind === 'user') return refused('email_taken', 'email', `is in use by the user ${holder.id}`);
  if (holder !== undefined && holder.id !== id) {
    return refused('email_taken', 'email', 'is kept for the return of its former owner');
  }
  if (unknown.length === 0) return null;
  return refused('unknown_role', 'roles', `there is no role ${unknown.join(', ')}`, 'invalid');
}

/** The words of the domain, for one row. */
export function refusalOf(error: DomainError, result: ImportRefusal['result']): ImportRefusal {
  const [about] = error.fields;
  const { code, message } = error;
  return { result, code, field: about?.pointer.slice(1) ?? null, detail: about?.detail ?? message };
}
