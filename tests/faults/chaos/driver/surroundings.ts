import type { SeededRandom } from '../plan/seeded-random.ts';
import type { History } from './history.ts';
import type { Mailbox } from './mailbox.ts';
import type { RecordedClient } from './recorded-client.ts';

/** What everybody who acts has around them. */
export type Surroundings = {
  readonly client: RecordedClient;
  readonly history: History;
  readonly mailbox: Mailbox;
  readonly random: SeededRandom;
  /** Whether some requests go under an Idempotency-Key; older releases know of none. */
  readonly underKeys: boolean;
  /** Whether a change of password ends the session it came from; older releases carry it over. */
  readonly passwordEndsSession: boolean;
  /** False once the run is over: what has begun is not gone on with. */
  readonly going: () => boolean;
};
