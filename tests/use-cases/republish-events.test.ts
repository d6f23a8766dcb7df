import {
  DependencyUnavailable,
  type EventPublisher,
  RelayLeaseKeeper,
  RepublishEvents,
  type StoredEvent,
} from '@users/application';
import { MemoryEventPublisher } from '@users/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { activeAccount, ada } from '../support/accounts.ts';
import { allOf } from '../support/all-of.ts';
import { leaseSeconds, relayOf } from '../support/relay-fixture.ts';
import { type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const system = { kind: 'system', name: 'cli' } as const;

let on: UseCaseFixture;
/** What a broker that was lost had got. */
let lost: MemoryEventPublisher;
let broker: MemoryEventPublisher;

beforeEach(async () => {
  on = useCaseFixture();
  [lost, broker] = [new MemoryEventPublisher(), new MemoryEventPublisher()];
  await activeAccount(on);
  await activeAccount(on, { ...ada, email: 'grace@example.org' });
  const relay = relayOf(on, 'relay', lost);
  while (await relay.step());
  await relay.release();
});

function republish(publisher: EventPublisher = broker, pageSize = 2): RepublishEvents {
  const monotonicMs = () => on.clock.now().getTime();
  const lease = new RelayLeaseKeeper({
    ...{ outbox: on.memory.outbox, holder: 'cli', leaseSeconds, monotonicMs },
    every: () => () => {},
  });
  return new RepublishEvents({ eventLog: on.memory.eventLog, publisher, lease, pageSize });
}

const told = ({ position: _, ...event }: StoredEvent & { scrubbed?: boolean }) => {
  const { scrubbed: __, ...rest } = event;
  return rest;
};

describe('a log that is published again', () => {
  it('is the same events in the same order, as often as one likes', async () => {
    const steps = await allOf(republish().run(system));
    expect(broker.published.map(told)).toEqual(lost.published.map(told));
    expect(steps.map(({ published }) => published)).toEqual([2, 4, 6]);
    expect(steps.at(-1)).toMatchObject({ share: 1, refused: [] });
    await allOf(republish().run(system));
    expect(broker.published).toHaveLength(12);
    expect(on.memory.store.log).toHaveLength(6);
  });

  it('may be empty', async () => {
    on.memory.store.log.length = 0;
    expect(await allOf(republish().run(system))).toEqual([{ published: 0, share: 1, refused: [] }]);
  });

  // What is new would come before what is old, and a consumer that starts anew would see the first occurrences out of order.
  it('waits for no relay and lets none begin', async () => {
    const relay = relayOf(on, 'relay', broker);
    await on.registerUser.execute({ ...ada, email: 'new@example.org' }, { ...anonymousRequest });
    await on.work();
    const steps = republish().run(system);
    await steps.next();
    expect(await relay.step()).toBeNull();
    await allOf(steps);
    expect(await relay.step()).toBeGreaterThan(0);
    await expect(republish().run(system).next()).rejects.toMatchObject({ code: 'relay_active' });
  });

  it('gives the lease back when Kafka is away, and begins again another time', async () => {
    const publish = () => Promise.reject(new DependencyUnavailable('kafka'));
    await expect(allOf(republish({ publish }).run(system))).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(await allOf(republish().run(system))).toHaveLength(3);
  });

  it('stops when the lease has run out: another relay may be at it', async () => {
    const publisher: EventPublisher = {
      publish: async (events, permit) => {
        on.clock.advance(leaseSeconds);
        permit();
        return broker.publish(events, permit);
      },
    };
    await expect(allOf(republish(publisher).run(system))).rejects.toMatchObject({ code: 'lease_lost' });
    expect(broker.published).toEqual([]);
  });

  it('is told what Kafka refuses, and goes on with the others', async () => {
    const publisher: EventPublisher = {
      publish: async (events, permit) => {
        const [first] = events;
        await broker.publish(events.slice(1), permit);
        return first === undefined ? [] : [{ event: first, reason: 'too large' }];
      },
    };
    const steps = await allOf(republish(publisher, 100).run(system));
    expect(steps).toMatchObject([{ refused: [{ reason: 'too large' }] }]);
    expect(steps[0]?.published).toBeLessThan(6);
  });

  it('is for the command line alone', async () => {
    await expect(republish().run({ kind: 'anonymous' }).next()).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(broker.published).toEqual([]);
  });
});

const anonymousRequest = {
  ...{ actor: { kind: 'anonymous' } as const, requestId: 'request', network: null, userAgent: null, traceparent: null },
};
