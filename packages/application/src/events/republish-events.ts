import type { Actor } from '@users/domain';
import type { EventLog, LogPage } from '../ports/event-log.ts';
import { acknowledged, type EventPublisher, type RefusedEvent } from '../ports/event-publisher.ts';
import type { RelayLeaseKeeper } from '../outbox/relay-lease-keeper.ts';
import { authorizeSystem } from '../shared/authorize.ts';
import { DependencyUnavailable, LeaseLost, RelayActive } from '../shared/errors.ts';

interface Dependencies {
  readonly eventLog: Pick<EventLog, 'read'>;
  readonly publisher: EventPublisher;
  readonly lease: RelayLeaseKeeper;
  /** Events of one page. */
  readonly pageSize: number;
}

/** How far it is, after each page. */
export interface Republication {
  readonly published: number;
  /** Of all that the log holds; between 0 and 1. */
  readonly share: number;
  /** What Kafka refused for itself; what comes after it for the same user in this page is left out too. */
  readonly refused: readonly RefusedEvent[];
}

/**
 * Kafka was lost and begins anew: everything that the log still holds is published again, in its order and with the same
 * ids and bytes; what an erasure blanked stays blank. The relay's lease is held meanwhile, so that nothing newer comes
 * first. Can be done again at any time: consumers know the ids. Reached from the command line only.
 */
export class RepublishEvents {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws RelayActive while a relay works; LeaseLost when one took over under way; DependencyUnavailable */
  async *run(actor: Actor): AsyncGenerator<Republication> {
    authorizeSystem(actor);
    const { lease } = this.#deps;
    if ((await lease.take()) === null) throw new RelayActive();
    const stopKeeping = lease.keep();
    try {
      yield* this.#publish();
    } finally {
      await stopKeeping();
      await lease.release().catch(ignoreAway);
    }
  }

  async *#publish(): AsyncGenerator<Republication> {
    const { eventLog, publisher, lease, pageSize } = this.#deps;
    let page: LogPage;
    let after: bigint | null = null;
    let published = 0;
    do {
      page = await eventLog.read({ after, limit: pageSize, types: null, subject: null });
      const refused = page.events.length === 0 ? [] : await publisher.publish(page.events, () => lease.expectHeld());
      published += acknowledged(page.events, refused).length;
      after = page.through;
      yield { published, share: shareOf(page), refused };
    } while (page.through < page.head);
  }
}

function shareOf({ through, floor, head }: LogPage): number {
  return head === floor ? 1 : Number(through - floor) / Number(head - floor);
}

/** The lease runs out by itself. */
function ignoreAway(error: unknown): void {
  if (!(error instanceof DependencyUnavailable || error instanceof LeaseLost)) throw error;
}
