import { type ServiceName, serviceNames } from '../services/service.ts';

/** The tiers in the order in which they run: what is quick and needs least comes first. */
export const tiers = ['fast', 'adapters', 'e2e', 'clients', 'browser', 'smoke', 'faults'] as const;
export type Tier = (typeof tiers)[number];

/** Takes long and rarely breaks: it runs when it is named, and `smoke` has its short form. */
const onlyWhenNamed: ReadonlySet<Tier> = new Set(['faults']);

export type RunOptions = {
  readonly tiers: readonly Tier[];
  /** Handed to vitest as they are: parts of file names, or options such as `-t <pattern>`. */
  readonly rest: readonly string[];
};

/**
 * Reads the arguments of the test command: `[--tier <name>[,<name>]]… [file filter…] [vitest options…]`.
 *
 * @throws Error that names an unknown tier
 */
export function parseOptions(args: readonly string[]): RunOptions {
  const chosen = new Set<Tier>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--tier' || arg.startsWith('--tier=')) {
      const value = arg === '--tier' ? (args[++at] ?? '') : arg.slice('--tier='.length);
      for (const name of value.split(',')) chosen.add(tierNamed(name));
    } else if (arg !== '--') {
      // pnpm hands on the `--` of `pnpm test -- --tier e2e`.
      rest.push(arg);
    }
  }
  const usual = tiers.filter((tier) => !onlyWhenNamed.has(tier));
  return { tiers: chosen.size === 0 ? usual : tiers.filter((tier) => chosen.has(tier)), rest };
}

function tierNamed(name: string): Tier {
  const tier = tiers.find((known) => known === name);
  if (tier === undefined) throw new Error(`there is no tier "${name}"; choose from ${tiers.join(', ')}`);
  return tier;
}

const servers = serviceNames.filter((name) => name !== 'chromium');

/** The browser tier runs a service that has everything on board. */
const needs: Readonly<Record<Tier, readonly ServiceName[]>> = {
  ...{ fast: [], adapters: servers, e2e: servers, clients: servers, browser: ['chromium'] },
  ...{ smoke: servers, faults: servers },
};

/** What must run for these tiers, each once. */
export function servicesFor(chosen: readonly Tier[]): readonly ServiceName[] {
  return serviceNames.filter((name) => chosen.some((tier) => needs[tier].includes(name)));
}
