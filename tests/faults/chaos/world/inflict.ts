import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../../support/until.ts';
import type { History } from '../driver/history.ts';
import { describeFault, type Fault, serverNames, slotNames } from '../plan/fault.ts';
import type { Slot } from './slot.ts';
import { Tally } from './tally.ts';
import type { World } from './world.ts';

/** A fault as it happened, in milliseconds since the epoch; `until` is when it was healed. */
export type Inflicted = { readonly fault: Fault; readonly from: number; until: number };

/** How long a fault waits for its moment before the next one of the plan has its turn. */
const patienceMs = 5_000;

/** Most faults hit a service that works: so many writes were acknowledged since the last one. */
const acknowledgedBetween = 3;

/** Carries out a plan, several faults at a time, and keeps account of it. */
export class Inflictor {
  readonly tally = new Tally();
  readonly inflicted: Inflicted[] = [];
  readonly #world: World;
  readonly #history: History;
  readonly #print: (line: string) => void;
  readonly #healing = new Set<Promise<void>>();
  readonly #busy = new Set<string>();
  readonly #failures: unknown[] = [];
  /** How many acknowledged writes the next fault waits for. */
  #next = 0;

  constructor(world: World, history: History, print: (line: string) => void) {
    this.#world = world;
    this.#history = history;
    this.#print = print;
  }

  /** Inflicts the next fault of the plan, when its victim is there and a write is in flight. */
  async inflict(planned: Fault): Promise<void> {
    await delay(planned.afterMs);
    const what = describeFault(planned);
    // The twin of a process that is down just now will do.
    const choices = [planned, ...twin(planned)];
    const possible = (each: Fault) => !this.#busy.has(targetOf(each)) && this.#isThere(each);
    const works = () => planned.inTheMidst || this.#history.acknowledged >= this.#next;
    const found = () => (this.#history.inFlight > 0 && works() ? choices.find(possible) : undefined);
    const fault = await until(what, found, { timeoutMs: patienceMs, intervalMs: 5 }).catch(() => null);
    if (fault === null) {
      this.tally.passedOver += 1;
      return this.#print(`  passed over: ${what}`);
    }
    this.#next = this.#history.acknowledged + acknowledgedBetween;
    const target = targetOf(fault);
    const entry: Inflicted = { fault, from: Date.now(), until: Number.POSITIVE_INFINITY };
    this.#busy.add(target);
    this.#print(`  ${describeFault(fault)}  (${this.#history.inFlight} writes in flight)`);
    const heal = await this.#begin(fault);
    this.tally.add(fault);
    this.inflicted.push(entry);
    const healing = this.#healLater(fault.forMs, heal).then(() => {
      entry.until = Date.now();
      this.#busy.delete(target);
      this.#healing.delete(healing);
    });
    this.#healing.add(healing);
  }

  /** Resolves when all faults are healed. @throws when a server did not come back */
  async healed(): Promise<void> {
    await Promise.all(this.#healing);
    if (this.#failures.length > 0) throw new AggregateError(this.#failures, 'not everything came back');
  }

  async #healLater(ms: number, heal: () => unknown): Promise<void> {
    try {
      await delay(ms);
      await heal();
    } catch (error) {
      this.#failures.push(error);
    }
  }

  #isThere(fault: Fault): boolean {
    if (fault.kind === 'link') return true;
    const server = serverNames.find((name) => name === fault.victim);
    return server ? this.#world.servers.up(server) : this.#slot(fault.victim).running;
  }

  async #begin(fault: Fault): Promise<() => unknown> {
    const { servers, links } = this.#world;
    if (fault.kind === 'link') {
      const ways = links.get(fault.of);
      return ways ? ways.breakLink(fault.to, fault.how) : () => {};
    }
    if (fault.kind === 'freeze') {
      const { victim } = fault;
      return victim === 'redis' || victim === 'kafka'
        ? servers.freeze(victim)
        : (this.#slot(victim).freeze() ?? (() => {}));
    }
    if ('comesBack' in fault) return servers.kill(fault.victim, fault.comesBack);
    this.#slot(fault.victim).kill();
    // Started again by its place, as soon as it is gone.
    return () => {};
  }

  #slot(name: string): Slot {
    const slot = [...this.#world.slots.values()].find((each) => each.name === name);
    if (slot === undefined) throw new Error(`there is no ${name} in this world`);
    return slot;
  }
}

function twin(fault: Fault): readonly Fault[] {
  if (fault.kind !== 'kill' || 'comesBack' in fault) return [];
  const other = slotNames.find((name) => name !== fault.victim && name.slice(0, -1) === fault.victim.slice(0, -1));
  return other === undefined ? [] : [{ ...fault, victim: other }];
}

function targetOf(fault: Fault): string {
  return fault.kind === 'link' ? `${fault.of} – ${fault.to}` : fault.victim;
}
