import { DependencyUnavailable, LeaseLost, RequestRepeated } from '@users/application';
import { EmailTaken, LastAdmin, RoleInUse, RoleTaken, TooManyRequests, UnknownRole } from '@users/domain';
import pg from 'pg';

/** A guarded row moved since it was read, or two writers met: the work may be done again on what is stored now. */
export class WriteConflict extends Error {
  constructor() {
    super('A row was changed by someone else since it was read.');
    this.name = 'WriteConflict';
  }
}

/**
 * A statement that PostgreSQL refused, and nothing here expects. It keeps what helps to find the fault and drops what
 * PostgreSQL quotes from the data: `detail` shows whole rows, and so do messages about wrong values (class 22).
 */
export class StatementRefused extends Error {
  readonly sqlState: string;
  readonly constraint: string | null;
  constructor(error: pg.DatabaseError) {
    const sqlState = error.code ?? '?????';
    super(sqlState.startsWith('22') ? `PostgreSQL refused a value (${sqlState}).` : `${error.message} (${sqlState})`);
    this.name = 'StatementRefused';
    this.sqlState = sqlState;
    this.constraint = error.constraint ?? null;
  }
}

/** From what the driver throws to what the ports promise: the one place. */
export function translateError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) return translateRefusal(error);
  return isConnectionError(error) ? new DependencyUnavailable('postgresql', { cause: error }) : error;
}

function translateRefusal(error: pg.DatabaseError): Error {
  const code = error.code ?? '';
  if (code === 'UW007') return new TooManyRequests(Number(error.hint));
  const known = refusals.get(code === '23505' ? `${code} ${error.constraint}` : code);
  if (known !== undefined) return new known();
  if (unavailable.test(code)) return new DependencyUnavailable('postgresql', { cause: error });
  return new StatementRefused(error);
}

/** What the write statement may be refused for, by SQLSTATE, and the name of the constraint where one value was unique. */
const refusals: ReadonlyMap<string, new () => Error> = new Map<string, new () => Error>([
  ['UW001', WriteConflict],
  ['UW002', LeaseLost],
  ['UW003', LastAdmin],
  ['UW004', RoleInUse],
  ['UW005', UnknownRole],
  ['UW006', EmailTaken],
  ['UW008', RequestRepeated],
  ['23505 users_email_key', EmailTaken],
  ['23505 roles_pkey', RoleTaken],
  // An id that is derived from a task's was made by another run of the same task.
  ['23505 users_pkey', WriteConflict],
  // Serialization failure, deadlock.
  ['40001', WriteConflict],
  ['40P01', WriteConflict],
]);

/**
 * PostgreSQL, Appendix A: connection exceptions (08), insufficient resources (53), read-only after a fail-over (25006),
 * statement cancelled by its time limit (57014), server shutting down or starting (57P01–57P05), system error (58).
 */
const unavailable = /^(08...|53...|25006|57014|57P0[1-5]|58...)$/;

/** The driver's own complaints have no code; the network's have one of Node's. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return true;
  return /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/.test(
    error.message,
  );
}
