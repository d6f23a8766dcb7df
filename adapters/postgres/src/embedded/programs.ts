import { type ExecFileException, execFile } from 'node:child_process';
import { EmbeddedServerError, USE_A_SERVER } from './errors.ts';
import { isErrno } from './files.ts';
import { type ServerUser, spawnIds } from './run-as.ts';

/** What Windows programs cannot do without. Nothing else is handed on: the environment of the service holds secrets. */
const NEEDED = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];

/** The environment of PostgreSQL's programs: messages in English, times in UTC, no PG* variable of the operator. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of NEEDED) if (process.env[name] !== undefined) environment[name] = process.env[name];
  return environment;
}

/** Runs a program to its end. @throws EmbeddedServerError `binaries_do_not_run`, or whatever `failed` makes of it */
export async function runProgram(
  program: string,
  args: string[],
  where: { cwd: string; user: ServerUser | undefined },
  failed: (said: string) => EmbeddedServerError,
): Promise<void> {
  const options = { ...spawnIds(where.user), cwd: where.cwd, env: programEnvironment(), windowsHide: true };
  const { error, said } = await new Promise<{ error: ExecFileException | null; said: string }>((resolve) => {
    execFile(program, args, options, (error, _stdout, stderr) => resolve({ error, said: stderr.trim() }));
  });
  if (error) throw cannotRun(error, said) ?? failed(said || error.message);
}

/** Tells a program that the system cannot run at all from one that ran and failed. */
export function cannotRun(error: unknown, said = ''): EmbeddedServerError | undefined {
  if (isErrno(error, 'ENOENT', 'ENOEXEC') || said.includes('error while loading shared libraries')) {
    const reason = said || 'they are built for glibc (Alpine Linux has musl)';
    return new EmbeddedServerError(
      'binaries_do_not_run',
      `The embedded PostgreSQL does not run on this system: ${reason}. Install again with its install scripts allowed, use a system with glibc, or ${USE_A_SERVER}.`,
      { cause: error },
    );
  }
  if (isErrno(error, 'EPERM', 'EINVAL', 'EACCES')) {
    return new EmbeddedServerError(
      'binaries_do_not_run',
      `The embedded PostgreSQL cannot be run as another user here, and it refuses root. Start as an ordinary user, or ${USE_A_SERVER}.`,
      { cause: error },
    );
  }
  return undefined;
}
