import { setTimeout as delay } from 'node:timers/promises';
import { type ServiceProcess, startService, type Variables } from '../../../support/service-process.ts';
import { until } from '../../../support/until.ts';

/**
 * A place for one process of the service, which is started again whenever it ends, as a service manager does. A process
 * that cannot start, since PostgreSQL is away, is started again too.
 */
export class Slot {
  readonly name: string;
  readonly #role: string;
  /** What its processes are started with. */
  readonly variables: Variables;
  readonly #onStart: (pid: number) => void;
  #process: ServiceProcess | null = null;
  #keeping: Promise<void> | null = null;
  #closed = false;
  /** How often it ended by itself after it had been ready: never, if all is well. */
  readonly ended: string[] = [];
  /** How often a start failed. */
  failedStarts = 0;
  starts = 0;

  /** @param onStart told the pid of each process */
  constructor(name: string, role: string, variables: Variables, onStart: (pid: number) => void) {
    this.name = name;
    this.#role = role;
    this.variables = variables;
    this.#onStart = onStart;
  }

  get running(): boolean {
    return this.#process !== null;
  }

  /** Starts it and keeps it running; resolves when it is ready the first time. */
  async open(): Promise<void> {
    this.#keeping ??= this.#keep();
    await until(`${this.name} to run`, () => this.running, { timeoutMs: 60_000 });
  }

  /** SIGKILL. @returns false when there was nothing to kill at this moment */
  kill(): boolean {
    const victim = this.#process;
    this.#process = null;
    void victim?.kill();
    return victim !== null;
  }

  /** SIGSTOP; the returned function sends SIGCONT. Null when nothing runs at this moment. */
  freeze(): (() => void) | null {
    const frozen = this.#process;
    frozen?.freeze();
    return frozen && (() => frozen.thaw());
  }

  /** SIGTERM, and a new process once it has ended. @throws Error when it did not end in order */
  async restart(): Promise<void> {
    const old = this.#process;
    this.#process = null;
    const code = await old?.stop();
    if (code !== 0) throw new Error(`${this.name} ended with ${code}:\n${old?.output().slice(-2_000)}`);
    await until(`${this.name} to run again`, () => this.running, { timeoutMs: 60_000 });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.kill();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    while (!this.#closed) {
      const started = await this.#start();
      if (started === null) continue;
      if (this.#closed) return started.kill();
      this.#onStart(started.pid);
      this.#process = started;
      this.starts += 1;
      await started.ended;
      if (this.#process === started) this.ended.push(`${this.name}: ${started.output().slice(-2_000)}`);
      this.#process = null;
    }
  }

  async #start(): Promise<ServiceProcess | null> {
    try {
      return await startService(this.#role, this.variables);
    } catch {
      this.failedStarts += 1;
      await delay(100);
      return null;
    }
  }
}
