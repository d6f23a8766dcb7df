import type { ImportOutcome, ImportRow } from '@users/application';
import { operator } from './accounts.ts';
import type { UseCaseFixture } from './use-case-fixture.ts';

export function row(overrides: Partial<ImportRow> = {}): ImportRow {
  return {
    ...{ id: null, email: 'grace@example.org', fullName: 'Grace Hopper', locale: 'es', metadata: { team: 'navy' } },
    ...{ roles: ['user'], status: null, invite: null, passwordHash: null, emailVerifiedAt: null },
    ...{ suspensionReason: null, createdAt: null, deletedAt: null },
    ...overrides,
  };
}

export const some = (count: number, from = 0, overrides: Partial<ImportRow> = {}): ImportRow[] =>
  Array.from({ length: count }, (_, index) => row({ email: `person-${from + index}@example.org`, ...overrides }));

export const bring = (fixture: UseCaseFixture, rows: readonly ImportRow[], dryRun = false) =>
  fixture.importUsers.execute({ rows, dryRun }, operator);

export const results = (outcomes: readonly ImportOutcome[]) => outcomes.map(({ result }) => result);

/** All that an import could leave. */
export const stored = ({ memory: { store } }: UseCaseFixture) => {
  return [store.users.size, store.outbox.length, store.tasks.size, store.tokens.size, store.audit.length];
};
