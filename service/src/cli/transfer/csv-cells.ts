import { recordFields, type UserRecord } from './user-record.ts';

/**
 * What spreadsheets take for the beginning of a formula (OWASP, CSV Injection), with the apostrophes in front that say
 * it is none. One more is written and one taken away, so that any text comes back as it was.
 */
const formula = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const guardedFormula = /^'+[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

type Field = keyof UserRecord;

/** The cells of a record in the order of these columns. */
export function toCells(record: UserRecord, columns: readonly Field[]): string[] {
  return columns.map((column) => {
    const text = toText(record[column]);
    return formula.test(text) ? `'${text}` : text;
  });
}

function toText(value: UserRecord[Field]): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.length > 0 ? value.join(' ') : JSON.stringify(value);
}

/** The record of a line: an object as it would stand in NDJSON, its form not yet checked. */
export function fromCells(cells: readonly string[], columns: readonly Field[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    const text = guardedFormula.test(cell) ? cell.slice(1) : cell;
    if (text !== '') record[column] = readers[column]?.(text) ?? text;
  }
  return record;
}

/** Cells that are more than text; what cannot be read stays text, and is told of as such. */
const readers: { readonly [Column in Field]?: (text: string) => unknown } = {
  // An empty cell asks for the role of everyone.
  roles: (text) => (text === '[]' ? [] : text.split(/\s+/).filter((role) => role !== '')),
  metadata: (text) => parseJson(text),
  invite: (text) => ({ true: true, false: false })[text.toLowerCase()],
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What is wrong with the first line of a CSV file; null: nothing. */
export function headerFault(header: readonly string[]): string | null {
  const known: readonly string[] = recordFields;
  const unknown = header.find((name) => !known.includes(name));
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (unknown !== undefined) {
    return `"${unknown}" is no column. Columns are separated by commas and are some of: ${known.join(', ')}`;
  }
  if (twice !== undefined) return `the column ${twice} is there twice`;
  const missing = ['email', 'full_name'].find((name) => !header.includes(name));
  return missing === undefined ? null : `the column ${missing} is missing`;
}
