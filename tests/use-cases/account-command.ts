import type { Outbox } from '@users/application';
import { DomainError } from '@users/domain';
import type { AsyncCommand } from 'fast-check';
import { type AccountFixture, request } from '../support/use-case-fixture.ts';
import type { Outcome } from './account-facts.ts';
import type { AccountModel } from './account-model.ts';

/** What the model is compared with. */
export interface AccountSystem {
  readonly fixture: AccountFixture;
  readonly outbox: Pick<Outbox, 'read'>;
}

export type AccountCommand = AsyncCommand<AccountModel, AccountSystem>;

type Step = (model: AccountModel, system: AccountSystem) => Promise<void>;

/** Whoever may do anything. */
export const system = request({ kind: 'system', name: 'model' });

export function command(name: string, run: Step): AccountCommand {
  return { check: () => true, run, toString: () => name };
}

/** Counted from the newest, where most happens. */
export function pick<Value>(values: readonly Value[], index: number): Value | undefined {
  return values.at(-1 - (index % values.length));
}

export const ok = (attempt: Promise<unknown>): Promise<Outcome> => attempt.then(() => 'ok');

export function outcomeOf(attempt: Promise<Outcome>): Promise<Outcome> {
  return attempt.catch((error: unknown) => {
    if (error instanceof DomainError) return error.code;
    throw error;
  });
}
