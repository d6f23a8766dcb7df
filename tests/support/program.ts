import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './until.ts';

/** A program while it runs. */
export type Program = {
  /** What it printed for people, so far. */
  lines(): string[];
  /** Resolves once it has printed a line that contains the text. @throws Error with all that it printed */
  says(text: string): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

/**
 * Starts a program.
 *
 * @param options `env`: all of its environment; `uid`: the user and group that it runs as
 */
export function startProgram(
  command: string,
  args: readonly string[],
  { uid, ...options }: { cwd: string; env: NodeJS.ProcessEnv; uid?: number | undefined },
): Program {
  const child = spawn(command, args, { ...options, ...(uid !== undefined && { uid, gid: uid }) });
  const printed: string[] = [];
  const complained: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => complained.push(text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    lines: () => printed.join('').split('\n').filter(Boolean),
    async says(text) {
      const said = () => printed.join('').includes(text) || child.exitCode !== null;
      await until(`"${text}" from ${args.join(' ')}`, said, { timeoutMs: 30_000 }).catch(() => {});
      if (!printed.join('').includes(text)) {
        throw new Error(`${args.join(' ')} did not say "${text}":\n${printed.join('')}${complained.join('')}`);
      }
    },
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
  };
}
