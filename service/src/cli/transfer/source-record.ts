import { StartError } from '../../run/start-error.ts';

/** One record of a file: its value, or why it has none. Lines count from 1. */
export type SourceRecord =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly fault: string };

/** Bytes of one record: eight KiB of metadata, however they are escaped, and room for the rest. */
export const maxRecordBytes = 262_144;

/** The file is none of this kind: what stands before the line is done, and nothing after it can be told apart. */
export function brokenFile(line: number, fault: string): StartError {
  return new StartError(
    `Line ${line}: ${fault}.\nWhat stands before it was read. Mend the file and start again: what is there already is left as it is.`,
  );
}
