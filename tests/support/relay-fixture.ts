import { type EventPublisher, type Outbox, Relay, RelayLeaseKeeper, type RelayRefusal } from '@users/application';
import type { UseCaseFixture } from './use-case-fixture.ts';

export const leaseSeconds = 5;

interface RelayOptions {
  readonly outbox?: Outbox;
  readonly batch?: { readonly min: number; readonly max: number; readonly maxBytes: number };
  /** Takes the renewal of the lease; nobody calls it unless told. */
  readonly every?: (ms: number, work: () => void) => () => void;
  readonly maxAttempts?: number;
  readonly report?: (refusal: RelayRefusal) => void;
}

/** A relay on what is in memory; its clock is the fixture's. */
export function relayOf(
  fixture: UseCaseFixture,
  holder: string,
  publisher: EventPublisher,
  options: RelayOptions = {},
): Relay {
  const { outbox = fixture.memory.outbox, every = () => () => {}, ...rest } = options;
  const monotonicMs = () => fixture.clock.now().getTime();
  const lease = new RelayLeaseKeeper({ outbox, holder, leaseSeconds, monotonicMs, every });
  const usual = { batch: { min: 100, max: 100, maxBytes: 1_000_000 }, maxAttempts: 3, report: () => {} };
  return new Relay({ outbox, publisher, lease, ...usual, ...rest });
}

/** The same outbox, but for some of its methods. */
export function outboxWith(outbox: Outbox, changed: Partial<Outbox>): Outbox {
  return new Proxy(outbox, {
    get: (target, name) => Reflect.get(changed, name) ?? Reflect.get(target, name).bind(target),
  });
}
