import { defineConfig } from 'vitest/config';

/** One project per tier: `fast` needs nothing but Node; the others take their services from the environment. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['tests/{domain,use-cases,http,architecture,unit}/**/*.test.ts', 'tests/adapters/memory*.test.ts'],
        },
      },
      {
        test: {
          name: 'adapters',
          include: ['tests/adapters/**/*.test.ts'],
          exclude: ['tests/adapters/memory*.test.ts'],
        },
      },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
});
