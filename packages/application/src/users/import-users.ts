import { Forbidden, NotAuthenticated } from '@users/domain';
import { authorizeSystem } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import { type ImportDependencies, importBatch } from './import-batch.ts';
import type { ImportOutcome, ImportRow } from './import-row.ts';

export interface ImportUsersInput {
  /** Some hundred: they are written together. */
  readonly rows: readonly ImportRow[];
  /** Look and tell, write nothing. */
  readonly dryRun: boolean;
}

/**
 * Brings a batch of users in. The address makes a row the same row again: one that is there already is left as it is, so
 * whatever was imported half-way is imported by starting again. A row that cannot be stored spoils no other.
 */
export class ImportUsers {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: ImportDependencies;

  constructor(deps: ImportDependencies) {
    this.#deps = deps;
  }

  /** @returns what became of each row, in their order */
  async execute({ rows, dryRun }: ImportUsersInput, context: RequestContext): Promise<readonly ImportOutcome[]> {
    authorizeSystem(context.actor);
    return importBatch(this.#deps, rows, { dryRun, context });
  }
}
