import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { until } from '../until.ts';
import { lastLines } from './command.ts';
import { afterDeath, killGroup } from './guard.ts';

/** A server that runs beside the tests, and the handles by which a test can hurt it. */
export type ServerProcess = {
  readonly pid: number;
  /** False once it has ended, for whatever reason. */
  alive(): boolean;
  /** Asks it to stop, resolves when it is gone; after ten seconds it is killed. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would: by SIGKILL unless told. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
};

export type ServerCommand = {
  readonly command: string;
  readonly args: readonly string[];
  /** Its output goes here, and the end of it into the error when it does not come up. */
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Who it runs as, when that is not this process's own user. */
  readonly user?: { readonly uid?: number; readonly gid?: number };
  /** Resolves once the server does its work; asked until it does. */
  readonly ready: () => Promise<unknown>;
  readonly readyWithinMs: number;
};

/**
 * Starts a server and waits until it answers. It dies with this process at the latest, whatever kills this process.
 *
 * @throws Error with the end of its log when it exits early or is not ready in time
 */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const log = openSync(server.logFile, 'a');
  // Its own process group: Ctrl-C must not stop it while tests that use it still wind down.
  const child = spawn(server.command, server.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...server.env },
    ...server.user,
  });
  closeSync(log);
  await once(child, 'spawn');
  const pid = child.pid as number;
  child.unref();
  const callOff = afterDeath('kill -s KILL -- "-$1"', String(pid));
  const ended = new AbortController();
  const exited = once(child, 'close').then(() => {
    // From here on the system may give the number to another process.
    callOff();
    ended.abort();
  });

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      killGroup(pid, signal);
      killGroup(pid, 'SIGCONT');
      const impatience = setTimeout(() => killGroup(pid, 'SIGKILL'), 10_000);
      await exited;
      clearTimeout(impatience);
    }
  };

  try {
    const answers = async (): Promise<true> => {
      await server.ready();
      return true;
    };
    await until('its first answer', answers, { timeoutMs: server.readyWithinMs, signal: ended.signal });
  } catch (error) {
    const reason = ended.signal.aborted ? 'it ended' : String(error);
    await end('SIGKILL');
    throw new Error(
      `${server.command} did not come up (${reason}):\n${lastLines(readFileSync(server.logFile, 'utf8'))}`,
    );
  }
  return {
    pid,
    alive: () => child.exitCode === null && child.signalCode === null,
    stop: () => end('SIGTERM'),
    kill: (signal = 'SIGKILL') => end(signal),
    pause: () => killGroup(pid, 'SIGSTOP'),
    resume: () => killGroup(pid, 'SIGCONT'),
  };
}
