import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServiceProcess, startService, type Variables } from '../../../support/service-process.ts';
import { freePort } from '../../../support/services/free-port.ts';
import { afterDeath } from '../../../support/services/guard.ts';
import { temporaryFolder } from '../../../support/services/temporary-folder.ts';
import { type Balancer, tcpBalancer } from '../tcp-balancer.ts';

type Instance = { readonly role: string; readonly port: number; readonly process: ServiceProcess };

/** Processes of one release after the other, those that serve behind a balancer. */
export class Fleet {
  readonly #variables: Variables;
  readonly #pids: string;
  readonly #instances: Instance[] = [];
  readonly #ended: Instance[] = [];
  readonly #close: () => Promise<void>;
  readonly balancer: Balancer;

  private constructor(variables: Variables, balancer: Balancer, pids: string, close: () => Promise<void>) {
    this.#variables = variables;
    this.balancer = balancer;
    this.#pids = pids;
    this.#close = close;
  }

  /** Without any process yet. @param variables what each is told */
  static async gather(variables: Variables): Promise<Fleet> {
    const folder = await temporaryFolder('upgrade-pids');
    // Whatever ends this process, none of those that it started stays behind.
    const callOff = afterDeath('kill -s KILL $(cat "$1"/*.pid); rm -rf -- "$1"', folder.path);
    const balancer = await tcpBalancer([]);
    return new Fleet(variables, balancer, folder.path, async () => {
      await balancer.close();
      callOff();
      await folder.remove();
    });
  }

  async start(role: string, program?: string): Promise<void> {
    const port = await freePort();
    const process = await startService(role, { ...this.#variables, PORT: String(port) }, undefined, program);
    writeFileSync(join(this.#pids, `${process.pid}.pid`), `${process.pid}\n`);
    this.#instances.push({ role, port, process });
    if (role === 'serve') this.balancer.add(port);
  }

  /**
   * In the place of each instance comes one of the present sources: the new one is there before the old one goes, which
   * the balancer sends nobody any more. A release that does not drain by itself must be upgraded so.
   *
   * @throws Error when an old one does not end in order
   */
  async roll(print: (line: string) => void): Promise<void> {
    for (const old of [...this.#instances]) {
      await this.start(old.role);
      if (old.role === 'serve') await this.balancer.withdraw(old.port);
      this.#instances.splice(this.#instances.indexOf(old), 1);
      this.#ended.push(old);
      const code = await old.process.stop();
      if (code !== 0) throw new Error(`${old.role} ended with ${code}:\n${old.process.output().slice(-2_000)}`);
      print(`${old.role} is of the present release`);
    }
  }

  /** What its processes, old and new, logged at level error and above. */
  complaints(): readonly string[] {
    return [...this.#ended, ...this.#instances].flatMap(({ role, process }) =>
      process
        .output()
        .split('\n')
        .filter((line) => /"level":(50|60|"error"|"fatal")/.test(line))
        .map((line) => `${role}: ${line}`),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#instances.map(({ process }) => process.kill()));
    await this.#close();
  }
}
