import { type Fault, type Peer, type SlotName, slotNames } from './fault.ts';
import { SeededRandom } from './seeded-random.ts';

/** How often each kind comes. Kills outnumber the rest: they are what the figures count. */
const kinds = [
  ['kill a role', 80],
  ['kill postgres', 9],
  ['kill redis', 9],
  ['kill kafka', 6],
  ['freeze a role', 6],
  ['freeze redis', 2],
  ['freeze kafka', 2],
  ['a link', 16],
] as const;

/** The links that a role uses; the others stand idle. */
const peers = {
  serve: ['postgres', 'redis', 'clients'],
  relay: ['postgres', 'kafka'],
  worker: ['postgres', 'redis', 'smtp'],
} as const satisfies Record<string, readonly [Peer, ...Peer[]]>;

/**
 * What will be done to the world, one fault after the other. The same seed gives the same plan, and a longer plan begins
 * with the shorter one.
 */
export function* faultPlan(seed: number): Generator<Fault, never> {
  const random = new SeededRandom(seed);
  for (;;) yield aFault(random);
}

function aFault(random: SeededRandom): Fault {
  const timing = { afterMs: random.between(50, 500), inTheMidst: random.next() < 0.3 };
  const slot = random.pick<SlotName>(slotNames);
  switch (random.weighted(kinds)) {
    case 'kill a role':
      return { kind: 'kill', victim: slot, ...timing, forMs: 0 };
    case 'kill postgres':
      return { kind: 'kill', victim: 'postgres', comesBack: 'as it was', ...timing, forMs: random.between(0, 1_500) };
    case 'kill redis': {
      const comesBack = random.pick(['empty', 'from an old snapshot'] as const);
      return { kind: 'kill', victim: 'redis', comesBack, ...timing, forMs: random.between(0, 2_000) };
    }
    case 'kill kafka':
      return { kind: 'kill', victim: 'kafka', comesBack: 'as it was', ...timing, forMs: random.between(0, 2_000) };
    case 'freeze a role':
      // Up to longer than a relay's lease lasts.
      return { kind: 'freeze', victim: slot, ...timing, forMs: random.between(500, 8_000) };
    case 'freeze redis':
      return { kind: 'freeze', victim: 'redis', ...timing, forMs: random.between(500, 6_000) };
    case 'freeze kafka':
      return { kind: 'freeze', victim: 'kafka', ...timing, forMs: random.between(500, 8_000) };
    case 'a link': {
      const to = random.pick<Peer>(peers[slot.split('-')[0] as keyof typeof peers]);
      const how = random.pick(['cut', 'frozen', 'half-open', 'slow'] as const);
      return { kind: 'link', of: slot, to, how, ...timing, forMs: random.between(500, 7_000) };
    }
  }
}
