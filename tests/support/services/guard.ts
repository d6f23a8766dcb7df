import { spawn } from 'node:child_process';

/**
 * Runs a shell script as soon as this process has ended, in whatever way: returned, thrown, or killed by SIGKILL.
 *
 * A small shell waits on a pipe that only this process holds open; the kernel closes it with the process. An `exit`
 * listener would not do: it never runs after SIGKILL, and then servers would stay behind on a developer's machine.
 *
 * @param script POSIX shell; its parameters are `args`
 * @returns a function that calls the guard off, for when the clean-up has been done in the orderly way
 */
export function afterDeath(script: string, ...args: string[]): () => void {
  // A group of its own, or Ctrl-C on the terminal would end the guard together with what it guards against.
  const shell = spawn('sh', ['-c', `cat >/dev/null; ${script}`, 'guard', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return () => killGroup(shell.pid, 'SIGKILL');
}

/** Signals a process and all it started; says nothing when they are gone already. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
