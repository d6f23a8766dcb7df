import { isDeepStrictEqual } from 'node:util';

/**
 * The columns in which two rows differ, with their new values. Only these are written: bookkeeping that someone else
 * wrote in the meantime (a log-in) is not set back by a change that knows nothing of it.
 */
export function changedColumns<Row extends object>(before: Row, after: Row): Partial<Row> {
  const old = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(after).filter(([column, value]) => !isDeepStrictEqual(value, old.get(column)));
  return Object.fromEntries(changed) as Partial<Row>;
}
