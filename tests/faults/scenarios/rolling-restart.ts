import { setTimeout as delay } from 'node:timers/promises';
import { createWorld } from '../chaos/world/world.ts';
import type { Slot } from '../chaos/world/slot.ts';
import { enrol, type Load, steadyLoad } from './people.ts';
import { tcpBalancer } from './tcp-balancer.ts';

/** Restarts two instances in turn, so many times together, while people work through a balancer. */
export async function rollingRestart(times: number, print: (line: string) => void = () => {}): Promise<Load> {
  const world = await createWorld({
    slots: ['serve-1', 'serve-2', 'worker-1'],
    // The default of a deployment.
    variables: { DRAIN_SECONDS: '5' },
    print,
  });
  const serves = [world.slots.get('serve-1'), world.slots.get('serve-2')] as Slot[];
  const balancer = await tcpBalancer(serves.map(({ variables }) => Number(variables.PORT)));
  try {
    const people = await enrol(balancer.url, world.mailbox, 12);
    let going = true;
    const load = steadyLoad(balancer.url, people, () => going);
    for (let number = 0; number < times; number += 1) {
      await serves[number % 2]?.restart();
      print(`restart ${number + 1} of ${times}`);
      // Seen as ready by the balancer before the other one goes.
      await delay(500);
    }
    going = false;
    return await load;
  } finally {
    await balancer.close();
    await world.close();
  }
}
