import { randomUUIDv7 } from 'node:crypto';
import { createMemoryAdapters } from '@users/memory';
import { bookkeepingContract } from '../contracts/bookkeeping.contract.ts';
import { contractLifetime, type StorageFixture } from '../contracts/fixture.ts';
import { racesContract } from '../contracts/races.contract.ts';
import { rollbackContract } from '../contracts/rollback.contract.ts';
import { digestOf, freshSecret } from '../contracts/samples.ts';
import { tokenStoreContract } from '../contracts/token-store.contract.ts';
import { unitOfWorkContract } from '../contracts/unit-of-work.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';

async function setup(): Promise<StorageFixture> {
  const clock = new ManualClock();
  const ids = { uuid: randomUUIDv7, secret: freshSecret, digest: digestOf };
  const { store, ...ports } = createMemoryAdapters({ clock, ids, lifetime: contractLifetime });
  return {
    ...ports,
    now: () => clock.now(),
    elapse: async (seconds) => clock.advance(seconds),
    auditTrail: async () => structuredClone(store.audit),
    eventLog: async () => structuredClone(store.log),
    removeUser: async (id) => {
      store.users.delete(id);
    },
    close: async () => {},
  };
}

for (const contract of [unitOfWorkContract, bookkeepingContract, rollbackContract, racesContract, tokenStoreContract]) {
  contract('memory', setup);
}
