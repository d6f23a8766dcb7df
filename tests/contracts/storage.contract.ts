import { actorReaderContract } from './actor-reader.contract.ts';
import { bookkeepingContract } from './bookkeeping.contract.ts';
import { clientsContract } from './clients.contract.ts';
import { emailReversalsContract } from './email-reversals.contract.ts';
import { erasureContract } from './erasure.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { StorageFixture } from './fixture.ts';
import { housekeepingContract } from './housekeeping.contract.ts';
import { incarnationsContract } from './incarnations.contract.ts';
import { keptAnswersContract } from './kept-answers.contract.ts';
import { lanesContract } from './lanes.contract.ts';
import { lastAdminContract } from './last-admin.contract.ts';
import { linkPausesContract } from './link-pauses.contract.ts';
import { outboxContract } from './outbox.contract.ts';
import { pagingContract } from './paging.contract.ts';
import { parkingContract } from './parking.contract.ts';
import { racesContract } from './races.contract.ts';
import { relianceContract } from './reliance.contract.ts';
import { requestIntakeContract } from './request-intake.contract.ts';
import { reportsContract } from './reports.contract.ts';
import { rolesContract } from './roles.contract.ts';
import { rollbackContract } from './rollback.contract.ts';
import { sessionsContract } from './sessions.contract.ts';
import { signingKeysContract } from './signing-keys.contract.ts';
import { taskQueueContract } from './task-queue.contract.ts';
import { tasksOfOperatorsContract } from './tasks-of-operators.contract.ts';
import { tokenStoreContract } from './token-store.contract.ts';
import { unitOfWorkContract } from './unit-of-work.contract.ts';
import { userArchiveContract } from './user-archive.contract.ts';
import { userDirectoryContract } from './user-directory.contract.ts';
import { userFiltersContract } from './user-filters.contract.ts';

/** All that a store of users must keep to. Each test gets a fixture of its own. */
export function storageContract(name: string, setup: () => Promise<StorageFixture>): void {
  for (const contract of [
    unitOfWorkContract,
    bookkeepingContract,
    rollbackContract,
    racesContract,
    relianceContract,
    reportsContract,
    rolesContract,
    lastAdminContract,
    emailReversalsContract,
    erasureContract,
    userDirectoryContract,
    userFiltersContract,
    pagingContract,
    sessionsContract,
    keptAnswersContract,
    incarnationsContract,
    taskQueueContract,
    tasksOfOperatorsContract,
    lanesContract,
    requestIntakeContract,
    linkPausesContract,
    housekeepingContract,
    outboxContract,
    parkingContract,
    eventLogContract,
    tokenStoreContract,
    actorReaderContract,
    clientsContract,
    signingKeysContract,
    userArchiveContract,
  ]) {
    contract(name, setup);
  }
}
