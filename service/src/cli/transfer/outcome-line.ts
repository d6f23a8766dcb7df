import type { ImportOutcome, ImportRow } from '@users/application';
import { printable } from '../table.ts';
import type { SourceRecord } from './source-record.ts';
import { toImportRow } from './user-record.ts';

/** What is told of one record. */
export interface OutcomeLine {
  readonly line: number;
  readonly email: string | null;
  readonly id: string | null;
  readonly result: ImportOutcome['result'];
  /** Whether an invitation is mailed; only of what is made. */
  readonly invited?: boolean;
  readonly code?: string;
  readonly field?: string | null;
  readonly detail?: string;
}

/** What a batch of records says of itself: the rows that can be brought in, by their lines, and the rest as refused. */
export function readBatch(records: readonly SourceRecord[]) {
  const rows: ImportRow[] = [];
  const lines: number[] = [];
  const refused: OutcomeLine[] = [];
  for (const record of records) {
    const { line } = record;
    if ('fault' in record) {
      refused.push({ line, email: null, id: null, ...invalid('unreadable', null, record.fault) });
      continue;
    }
    const read = toImportRow(record.value);
    if ('row' in read) {
      rows.push(read.row);
      lines.push(line);
      continue;
    }
    const [first] = read.faults;
    const field = first === undefined || first.pointer === '' ? null : first.pointer.slice(1);
    const detail = read.faults.map(({ pointer, detail }, index) =>
      index === 0 ? detail : `${pointer.slice(1)} ${detail}`,
    );
    refused.push({ line, ...namesIn(record.value), ...invalid('invalid_field', field, detail.join('; ')) });
  }
  return { rows, lines, refused };
}

/** A refusal in words, for a terminal: names of fields are the file's, and nothing in them may steer it. */
export function refusalText({ line, field, detail, code }: OutcomeLine): string {
  const about = field === null || field === undefined ? '' : `${field} `;
  return printable(`Line ${line}: ${about}${detail} (${code})`);
}

function invalid(code: string, field: string | null, detail: string) {
  return { result: 'invalid', code, field, detail } as const;
}

/** Of a record that is not valid, what whoever looks for it may find it by. */
function namesIn(value: unknown): Pick<OutcomeLine, 'email' | 'id'> {
  const record: { email?: unknown; id?: unknown } = typeof value === 'object' && value !== null ? value : {};
  return { email: shortText(record.email), id: shortText(record.id) };
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 254 ? value : null;
}

/** The lines of a batch in their order. */
export function outcomeLines(
  lines: readonly number[],
  outcomes: readonly ImportOutcome[],
  refused: readonly OutcomeLine[],
): readonly OutcomeLine[] {
  const told = outcomes.map((outcome, index) => ({ line: lines[index] ?? 0, ...outcome }));
  return [...told, ...refused].sort((one, other) => one.line - other.line);
}
