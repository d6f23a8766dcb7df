import type { Transaction } from './unit-of-work.ts';

/** What can be looked at: aggregates as they are stored now. What is done to them in here is written nowhere. */
export interface Reading {
  readonly users: Pick<Transaction['users'], 'find' | 'findByEmail' | 'relyOn'>;
  readonly sessions: Pick<Transaction['sessions'], 'find'>;
  readonly roles: Pick<Transaction['roles'], 'find' | 'findAll' | 'relyOn'>;
  readonly emailReversals: Pick<Transaction['emailReversals'], 'find' | 'findOf'>;
  readonly clients: Pick<Transaction['clients'], 'find' | 'relyOn'>;
  readonly linkPauses: Pick<Transaction['linkPauses'], 'find'>;
}

/** For whoever only looks. Writes nothing, guards nothing (`relyOn` means nothing here) and wakes nobody. */
export interface Reader {
  /** @throws DependencyUnavailable, and what `look` throws */
  read<Result>(look: (from: Reading) => Promise<Result>): Promise<Result>;
}
