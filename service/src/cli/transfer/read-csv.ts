import { pipeline } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { fromCells, headerFault } from './csv-cells.ts';
import { brokenFile, maxRecordBytes, type SourceRecord } from './source-record.ts';
import type { UserRecord } from './user-record.ts';
import { validUtf8 } from './valid-utf8.ts';

type Line = { readonly line: number } & ({ readonly cells: readonly string[] } | { readonly fault: string });

/**
 * CSV with a header (RFC 4180; UTF-8, with or without a byte order mark). A line with too few or too many cells spoils
 * no other; where quotes make it impossible to say where a record ends, the file is broken.
 *
 * @throws StartError naming the line
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord, void> {
  let columns: readonly (keyof UserRecord)[] | null = null;
  for await (const read of parseLines(chunks)) {
    const { line } = read;
    if ('fault' in read) {
      if (columns === null) throw brokenFile(line, read.fault);
      yield { line, fault: read.fault };
    } else if (columns === null) {
      const fault = headerFault(read.cells);
      if (fault !== null) throw brokenFile(line, fault);
      columns = read.cells as readonly (keyof UserRecord)[];
    } else if (read.cells.length !== columns.length) {
      yield { line, fault: `has ${read.cells.length} cells instead of ${columns.length}` };
    } else {
      yield { line, value: fromCells(read.cells, columns) };
    }
  }
}

async function* parseLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line, void> {
  const parser = parse({
    bom: true,
    info: true,
    raw: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    // Else the parser would look for the end of a quote that has ended: one bad line would take the next ones with it.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    skip_records_with_error: true,
    // Told in its place among the records.
    on_skip: (error) => void (error && parser.push({ code: error.code, info: error })),
  });
  pipeline(validUtf8(chunks), parser, () => {});
  let ended: Position = { lines: 0, empty_lines: 0 };
  for await (const read of parser as AsyncIterable<Read>) {
    const { lines, empty_lines } = read.info;
    // The parser counts where a record ends; people look where it begins.
    const line = ended.lines + 1 + (empty_lines - ended.empty_lines);
    ended = { lines, empty_lines };
    if ('code' in read) throw brokenFile(line, unclosed);
    if (isWellQuoted(read.raw)) yield { line, cells: read.record };
    else yield { line, fault: 'has a quote where none can be: quote the whole cell and double the quotes within it' };
  }
}

type Position = Pick<Info, 'lines' | 'empty_lines'>;
type Read = { readonly info: Position } & (
  | { readonly record: readonly string[]; readonly raw: string }
  | { readonly code: string }
);

/** A record as RFC 4180 §2 has it. No two parts of it can match the same text: its time grows with the length alone. */
const wellQuoted = /^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*\r?\n?$/;
/** What the parser hands on with the record after it: the byte order mark, and empty lines. */
const before = /^[\uFEFF\r\n]+/;

function isWellQuoted(raw: string): boolean {
  return wellQuoted.test(raw.replace(before, ''));
}

/** Whatever follows would be taken for a part of this record, or be left out unseen. */
const unclosed = `a quote is not closed, or the record is longer than ${maxRecordBytes} bytes`;
