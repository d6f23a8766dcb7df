import type { Clock, Written } from '@users/application';
import { NodeIdGenerator } from '@users/crypto';
import { createMemoryAdapters } from '@users/memory';
import type { Config } from '../config/config.ts';
import type { DatabaseAdapters } from './database.ts';

/** The ports of PostgreSQL over the memory of this process: nothing is on disk, and all is gone when it ends. */
export function openMemory(
  config: Config,
  { clock, onWritten }: { clock: Clock; onWritten: (written: Written) => void },
): DatabaseAdapters {
  const adapters = createMemoryAdapters({
    ...{ clock, onWritten },
    ids: new NodeIdGenerator(),
    lifetime: config.sessionLifetime,
  });
  return { ...adapters, ping: async () => {} };
}
