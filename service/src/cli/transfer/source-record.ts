import { StartError } from '../../run/start-error.ts';
import { printable } from '../table.ts';

/** One record of a file: its value, or why it has none. Lines count from 1. */
export type SourceRecord =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly fault: string };

/** Bytes of one record: eight KiB of metadata, however they are escaped, and room for the rest. */
export const maxRecordBytes = 262_144;

/** From this line on nothing can be told apart. */
export function brokenFile(line: number, fault: string): StartError {
  const before = line === 1 ? '' : ' Rows before it may be imported; they are left as they are then.';
  return new StartError(`Line ${line}: ${printable(fault)}.\nMend the file and start again.${before}`);
}
