import { setImmediate } from 'node:timers/promises';

/** A value of its own: Dates, Sets and bigints included. */
export function copy<Value>(value: Value): Value {
  return structuredClone(value);
}

/** What is left of a value after a JSON column: no `undefined`, Dates as text. */
export function jsonCopy<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

/**
 * Gives everyone else a turn, as the way to a database and back does. Without it closures would run one after the
 * other and no race could ever be lost.
 */
export function roundTrip(): Promise<void> {
  return setImmediate();
}

/** By code point, which is the order of UTF-8 bytes and of PostgreSQL's collation "C"; `<` compares UTF-16 units. */
export function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
