import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './services/free-port.ts';
import { until } from './until.ts';

const main = fileURLToPath(new URL('../../service/src/main.ts', import.meta.url));

/** One of the service's own processes, run as a user would run it. */
export type ServiceProcess = {
  /** Empty for a role without an API. */
  readonly url: string;
  /** Where it tells metrics and the state of its parts, if OPERATIONS_LISTEN says so; empty otherwise. */
  readonly operationsUrl: string;
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** All that it printed so far. */
  output(): string;
  /** SIGKILL: as if the plug were pulled. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code once it has drained. */
  stop(): Promise<number | null>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
};

/** Variables of every process of a test; what the surroundings set must not leak in. */
export type Variables = Readonly<Record<string, string>>;

const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG'];

function environment(variables: Variables): NodeJS.ProcessEnv {
  const kept = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // The cheapest hash there is: how argon2 behaves is tested elsewhere.
  const cheap = { ARGON2_MEMORY_KIB: '8', ARGON2_TIME_COST: '1', LOG_FORMAT: 'json', LOG_LEVEL: 'info' };
  // No balancer stands in front that would have to notice a stop. Of several processes one alone had the default address.
  const alone = { DRAIN_SECONDS: '0', OPERATIONS_LISTEN: 'off' };
  return { ...Object.fromEntries(kept), ...cheap, ...alone, ...variables };
}

/**
 * Starts `users <role>` and waits until it is ready.
 *
 * @param program the service's main module; that of these sources unless told
 * @throws Error with its output when it ends before
 */
export async function startService(
  role: string,
  variables: Variables,
  cwd = process.cwd(),
  program = main,
): Promise<ServiceProcess> {
  const port = String(variables.PORT ?? (await freePort()));
  const child = spawn(process.execPath, [program, role], { env: environment({ PORT: port, ...variables }), cwd });
  const output = collect(child);
  const started = handle(child, { url: `http://127.0.0.1:${port}`, operationsUrl: operationsUrl(variables) }, output);
  await until(
    `users ${role} to be ready`,
    () => {
      if (child.exitCode !== null || child.signalCode !== null) return true;
      return output().includes(`${role} is ready`);
    },
    { timeoutMs: 60_000, intervalMs: 20 },
  ).catch(async (error) => {
    await started.kill();
    throw error;
  });
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`users ${role} ended:\n${output()}`);
  return started;
}

/** Runs a command to its end. @param program as of `startService` */
export async function runCommand(
  args: readonly string[],
  variables: Variables,
  cwd = process.cwd(),
  program = main,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [program, ...args], { env: environment(variables), cwd });
  const output = collect(child);
  const [code] = await once(child, 'close');
  return { code, output: output() };
}

/** A command that is not waited for: it runs until it ends, or is killed. */
export function commandProcess(args: readonly string[], variables: Variables, cwd = process.cwd()): ServiceProcess {
  const child = spawn(process.execPath, [main, ...args], { env: environment(variables), cwd });
  return handle(child, { url: '', operationsUrl: '' }, collect(child));
}

function operationsUrl({ OPERATIONS_LISTEN: address = 'off' }: Variables): string {
  return address === 'off' ? '' : `http://${address}`;
}

/** A free address for the operations listener. */
export async function operationsListener(): Promise<Variables> {
  return { OPERATIONS_LISTEN: `127.0.0.1:${await freePort()}` };
}

type Addresses = Pick<ServiceProcess, 'url' | 'operationsUrl'>;

function handle(child: ChildProcess, addresses: Addresses, output: () => string): ServiceProcess {
  const ended = once(child, 'exit');
  return {
    ...addresses,
    pid: child.pid ?? 0,
    ended,
    output,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

function collect(child: ChildProcess): () => string {
  const chunks: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return () => chunks.join('');
}
