import { isErrno } from './files.ts';

/** Why the embedded server cannot be had: literals, so that a caller may branch on them. */
export type EmbeddedServerErrorCode =
  | 'no_binaries'
  | 'binaries_do_not_run'
  | 'data_dir_in_use'
  | 'data_dir_busy'
  | 'data_denied'
  | 'data_closed'
  | 'data_missing'
  | 'data_unrecognised'
  | 'data_of_other_version'
  | 'init_failed'
  | 'server_did_not_start'
  | 'server_did_not_stop';

/**
 * The embedded server cannot run here. Not a rule of the domain but a fact about the machine, so it ends the start of
 * the process. The message says what to do next and holds no secret.
 */
export class EmbeddedServerError extends Error {
  readonly code: EmbeddedServerErrorCode;

  constructor(code: EmbeddedServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Another living process owns the data folder. */
export class DataDirInUse extends EmbeddedServerError {
  /** The owner's process id, when it could still be read. */
  readonly pid: number | undefined;

  constructor(dataDir: string, owner: { pid: number; since: string } | undefined) {
    const who = owner ? `process ${owner.pid} (since ${owner.since})` : 'another process';
    super(
      'data_dir_in_use',
      `The data in ${dataDir} is in use by ${who}. Stop it first, or give this one a folder of its own: DATA_DIR.`,
    );
    this.pid = owner?.pid;
  }
}

/** The last resort that every message may offer. */
export const USE_A_SERVER = 'set DATABASE_URL to a PostgreSQL server (15 or newer)';

/** Puts what to do beside an error of the file system; any other error stays as it is. */
export function explained(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error) || !isErrno(error, 'EACCES', 'EPERM', 'EROFS')) return error;
  return new EmbeddedServerError(
    'data_denied',
    `The data in ${dataDir} cannot be used by this user (${error.message}). Start as the user who made it, set DATA_DIR to a folder of your own, or ${USE_A_SERVER}.`,
    { cause: error },
  );
}
