import { catalogue } from './catalogue.ts';
import { obtain } from './obtain.ts';
import { type RunningService, type ServiceName, services } from './service.ts';

/** What became of the services that were asked for. */
export type StartedServices = {
  /** One variable per service that runs, by which its address reaches the tests. */
  readonly environment: Readonly<Record<string, string>>;
  /** Services that could not be had, with the reason and what would help. */
  readonly missing: ReadonlyMap<ServiceName, string>;
  stop(): Promise<void>;
};

/**
 * Starts services side by side and prints a line for each.
 *
 * @param print takes the lines
 */
export async function startAll(names: readonly ServiceName[], print: (line: string) => void): Promise<StartedServices> {
  const running: RunningService[] = [];
  const environment: Record<string, string> = {};
  const missing = new Map<ServiceName, string>();

  const startOne = async (name: ServiceName): Promise<void> => {
    const { title: plainTitle, variable } = services[name];
    const title = plainTitle.padEnd(longestTitle);
    const since = performance.now();
    try {
      const one = await obtain(catalogue[name], (line) => print(`  ${title}  … ${line}`));
      running.push(one);
      environment[variable] = one.url;
      print(`  ${title}  ${one.origin}, after ${((performance.now() - since) / 1000).toFixed(1)} s`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      missing.set(name, reason);
      print(`  ${title}  cannot be had: ${reason}`);
    }
  };

  await Promise.all(names.map(startOne));
  return {
    environment,
    missing,
    stop: async () => {
      await Promise.allSettled(running.splice(0).map((one) => one.stop()));
    },
  };
}

const longestTitle = Math.max(...Object.values(services).map((service) => service.title.length));
