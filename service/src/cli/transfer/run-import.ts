import type { ImportUsers, RequestContext } from '@users/application';
import { batchesOf, inOrder } from './in-order.ts';
import { type OutcomeLine, outcomeLines, readBatch } from './outcome-line.ts';
import type { SourceRecord } from './source-record.ts';

/** Rows that are written by one statement: enough that its fixed cost no longer counts. */
const batchSize = 500;
/** Batches at once: one is read and checked while another is written. */
const width = 3;

/** What a whole import came to. */
export interface ImportTotals {
  rows: number;
  created: number;
  would_create: number;
  /** Of those made: how many get a mail. */
  invited: number;
  exists: number;
  conflict: number;
  invalid: number;
}

export function noTotals(): ImportTotals {
  return { rows: 0, created: 0, would_create: 0, invited: 0, exists: 0, conflict: 0, invalid: 0 };
}

/** Brings in whatever the records hold; each batch is told once it is stored, in the order of the file. */
export function runImport(
  importUsers: Pick<ImportUsers, 'execute'>,
  records: AsyncIterable<SourceRecord>,
  options: { readonly dryRun: boolean; readonly context: () => RequestContext },
): AsyncGenerator<readonly OutcomeLine[], void> {
  return inOrder(batchesOf(records, batchSize), width, async (batch) => {
    const { rows, lines, refused } = readBatch(batch);
    const outcomes = await importUsers.execute({ rows, dryRun: options.dryRun }, options.context());
    return outcomeLines(lines, outcomes, refused);
  });
}

export function count(totals: ImportTotals, lines: readonly OutcomeLine[]): void {
  totals.rows += lines.length;
  for (const { result, invited } of lines) {
    totals[result] += 1;
    if (invited) totals.invited += 1;
  }
}
