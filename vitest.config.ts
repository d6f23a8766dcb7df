import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const onMemoryAdapters = 'tests/adapters/memory*.test.ts';

/** Files at once where most of the time is spent waiting for services: two on two cores, where Vitest takes one. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** One project per tier: `fast` needs nothing but Node; the others take their services from the environment. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['tests/{domain,use-cases,http,architecture,unit}/**/*.test.ts', onMemoryAdapters],
          // Loading the same modules again for each file took two thirds of the time. So no test here may change what
          // is global: no module mocks, no environment variables, no patched prototypes.
          isolate: false,
          // Thousands of short-lived worlds: a larger nursery halves the time spent collecting them.
          execArgv: ['--max-semi-space-size=64'],
        },
      },
      {
        test: {
          name: 'adapters',
          maxWorkers,
          include: ['tests/adapters/**/*.test.ts'],
          exclude: [...configDefaults.exclude, onMemoryAdapters],
          // Races over many connections share two cores with the servers they run against.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          maxWorkers,
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'clients',
          include: ['tests/clients/**/*.test.ts'],
          globalSetup: 'tests/clients/set-up.ts',
          // Compilers and generators; on two busy cores they take their time.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/support/browser/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One browser for all, and two cores for it and the service.
          fileParallelism: false,
          isolate: false,
        },
      },
      {
        test: {
          name: 'smoke',
          include: ['tests/smoke/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What one file kills or freezes must not starve what another one measures.
          fileParallelism: false,
        },
      },
    ],
  },
});
