import { actorReaderContract } from './actor-reader.contract.ts';
import { bookkeepingContract } from './bookkeeping.contract.ts';
import type { StorageFixture } from './fixture.ts';
import { outboxContract } from './outbox.contract.ts';
import { pagingContract } from './paging.contract.ts';
import { racesContract } from './races.contract.ts';
import { rollbackContract } from './rollback.contract.ts';
import { signingKeysContract } from './signing-keys.contract.ts';
import { taskQueueContract } from './task-queue.contract.ts';
import { tokenStoreContract } from './token-store.contract.ts';
import { unitOfWorkContract } from './unit-of-work.contract.ts';
import { userDirectoryContract } from './user-directory.contract.ts';

/** All that a store of users must keep to. Each test gets a fixture of its own. */
export function storageContract(name: string, setup: () => Promise<StorageFixture>): void {
  for (const contract of [
    unitOfWorkContract,
    bookkeepingContract,
    rollbackContract,
    racesContract,
    userDirectoryContract,
    pagingContract,
    taskQueueContract,
    outboxContract,
    tokenStoreContract,
    actorReaderContract,
    signingKeysContract,
  ]) {
    contract(name, setup);
  }
}
