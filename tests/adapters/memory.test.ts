import { randomUUIDv7 } from 'node:crypto';
import type { Written } from '@users/application';
import { createMemoryAdapters } from '@users/memory';
import { contractLifetime, type StorageFixture } from '../contracts/fixture.ts';
import { digestOf, freshSecret } from '../contracts/samples.ts';
import { storageContract } from '../contracts/storage.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';

async function setup(): Promise<StorageFixture> {
  const clock = new ManualClock();
  const ids = { uuid: randomUUIDv7, secret: freshSecret, digest: digestOf };
  const written: Written[] = [];
  const onWritten = (report: Written) => written.push(report);
  const {
    store,
    eventLog: log,
    ...ports
  } = createMemoryAdapters({ clock, ids, lifetime: contractLifetime, onWritten });
  return {
    ...ports,
    written,
    log,
    now: () => clock.now(),
    elapse: async (seconds) => clock.advance(seconds),
    auditTrail: async () => structuredClone(store.audit),
    eventLog: async () => structuredClone(store.log),
    storedText: async (userId) => {
      const owned = [...store.sessions.values(), ...store.emailReversals.values()];
      return JSON.stringify([store.users.get(userId), owned.filter((each) => each.userId === userId)]);
    },
    removeUser: async (id) => {
      store.users.delete(id);
    },
    removeRole: async (name) => {
      store.roles.delete(name);
    },
    close: async () => {},
  };
}

storageContract('memory', setup);
