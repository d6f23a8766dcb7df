import { fromCells, headerFault, toCells } from '@users/service/cli/transfer/csv-cells';
import { readBatch, refusalText } from '@users/service/cli/transfer/outcome-line';
import { readCsv } from '@users/service/cli/transfer/read-csv';
import { readNdjson } from '@users/service/cli/transfer/read-ndjson';
import type { SourceRecord } from '@users/service/cli/transfer/source-record';
import { recordFields, toImportRow, toUserRecord } from '@users/service/cli/transfer/user-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userState } from '../contracts/samples.ts';
import { allOf } from '../support/all-of.ts';

const now = new Date('2026-03-01T12:00:00.123Z');

/** The bytes in pieces of this size: characters and lines are cut anywhere. */
async function* pieces(text: string | Buffer, size = 65_536): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const csv = (text: string | Buffer, size?: number) => allOf(readCsv(pieces(text, size)));
const ndjson = (text: string | Buffer, size?: number) => allOf(readNdjson(pieces(text, size)));
/** Every cell quoted (RFC 4180 §2.5). */
const stringify = (rows: readonly (readonly string[])[]) =>
  rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`).join('');
const linesOf = (records: readonly SourceRecord[]) => records.map(({ line }) => line);

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('=1+1', "'=1", "''@x", '+49', '-1', '@sum', '"quoted"', 'a,b;c', "O'Neil", '\u200d🦆', '＝1', 'null'),
);

describe('a user on the way out and in', () => {
  const users = fc.record({
    fullName: nasty,
    metadata: fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean())),
    suspensionReason: fc.option(nasty),
    roles: fc.uniqueArray(fc.constantFrom('user', 'admin', 'support-1'), { maxLength: 3 }),
    status: fc.constantFrom('pending', 'active', 'suspended', 'deleted'),
    emailVerifiedAt: fc.option(fc.constant(now)),
  });

  it('is the same in both forms, whatever its texts hold, wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(users, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (some, size) => {
          const records = some.map((each) => toUserRecord(userState(now, each as object), true));
          const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
          const table = stringify([[...recordFields], ...records.map((record) => toCells(record, recordFields))]);
          const fromLines = (await ndjson(lines, size)).map((read) => 'value' in read && read.value);
          expect(fromLines).toEqual(records);
          const fromTable = (await csv(table, size)).map((read) => 'value' in read && read.value);
          // An empty cell is an absent field, and so is null.
          const present = (record: object) => {
            return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== ''));
          };
          expect(fromTable).toEqual(records.map((record) => present(record)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('carries neither hash nor invitation unless asked', () => {
    const record = toUserRecord(userState(now), false);
    expect(Object.keys(record)).not.toContain('password_hash');
    expect(JSON.stringify(record)).not.toContain('argon2');
  });

  // Account pre-hijacking: the password of an address that nobody proved to own belongs to whoever typed it first.
  it.each(['pending', 'deleted'] as const)('carries no hash while its address is not verified (%s)', (status) => {
    const record = toUserRecord(userState(now, { status, emailVerifiedAt: null }), true);
    expect(record.password_hash).toBeNull();
  });

  // OWASP, CSV Injection: a name that a stranger chose must not run where an administrator opens the file.
  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', "'=1", '＝1'])('never begins a formula: %s', (text) => {
    const cells = toCells({ email: text, full_name: text }, ['email', 'full_name']);
    for (const cell of cells) expect(cell).toBe(`'${text}`);
    expect(fromCells(cells, ['email', 'full_name'])).toEqual({ email: text, full_name: text });
  });

  it.each(["'tis", 'plain', "it's"])('is left alone where it begins none: %s', (text) => {
    expect(toCells({ email: 'a', full_name: text }, ['full_name'])).toEqual([text]);
  });
});

describe('a record', () => {
  const record = { email: 'ada@example.org', full_name: 'Ada' };

  it('needs an address and a name; the rest has defaults', () => {
    expect(toImportRow(record)).toMatchObject({
      row: {
        ...{ id: null, locale: 'en', metadata: {}, roles: ['user'], status: null, invite: null, createdAt: null },
      },
    });
  });

  it.each([
    ['/email', { full_name: 'Ada' }],
    ['/full_name', { ...record, full_name: '  ' }],
    ['/full_name', { ...record, full_name: 'A\u202eda' }],
    ['/full_name', { ...record, full_name: 'A\ud800' }],
    ['/locale', { ...record, locale: 'not a locale' }],
    ['/metadata', { ...record, metadata: { text: '\0' } }],
    ['/metadata', { ...record, metadata: { text: 'x'.repeat(9000) } }],
    ['/metadata', { ...record, metadata: 'text' }],
    ['/metadata', { ...record, metadata: JSON.parse('{"__proto__":1}') }],
    ['/status', { ...record, status: 'gone' }],
    ['/roles', { ...record, roles: 'user' }],
    ['/roles/0', { ...record, roles: ['No Role'] }],
    ['/id', { ...record, id: '00000000-0000-0000-0000-000000000000' }],
    ['/id', { ...record, id: 'x' }],
    ['/created_at', { ...record, created_at: '2026-01-01' }],
    ['/created_at', { ...record, created_at: '0000-01-01T00:00:00Z' }],
    ['/password_hash', { ...record, password_hash: 'x'.repeat(513) }],
    ['/invite', { ...record, invite: 'yes' }],
    ['/password', { ...record, password: 'plain text' }],
    ['', []],
    ['', null],
    ['', 'text'],
  ])('that cannot be a user names the field: %s', (pointer, value) => {
    const read = toImportRow(value);
    expect('faults' in read && read.faults[0]?.pointer).toBe(pointer);
    expect(JSON.stringify(read)).not.toContain('plain text');
  });
});

describe('a refusal', () => {
  // A file from elsewhere must not steer the terminal of whoever imports it.
  it('shows names from the file without what a terminal obeys', () => {
    const { refused } = readBatch([{ line: 3, value: { ...{ email: 'a@x.org', full_name: 'A' }, '\u001b[2Jx': 1 } }]);
    expect(refused.map(refusalText)).toEqual(['Line 3: \u{fffd}[2Jx is not a field of this request (invalid_field)']);
  });
});

describe('NDJSON', () => {
  it('names the line of what it cannot read, and goes on', async () => {
    const text = Buffer.concat([
      Buffer.from('\ufeff{"a":1}\r\n\n  \nnope\n'),
      Buffer.from([0x22, 0xe4, 0x22, 0x0a]),
      Buffer.from(`"${'x'.repeat(300_000)}"\n{"a":2}`),
    ]);
    for (const size of [3, 1000, 65_536]) {
      expect(await ndjson(text, size)).toEqual([
        { line: 1, value: { a: 1 } },
        { line: 4, fault: 'is not JSON' },
        { line: 5, fault: 'is not UTF-8' },
        { line: 6, fault: 'is longer than 262144 bytes' },
        { line: 7, value: { a: 2 } },
      ]);
    }
  });
});

describe('CSV', () => {
  it('counts lines as people do, also where a cell has several and others are empty', async () => {
    const text = 'email,full_name\n\na@x.org,"one\ntwo"\r\n\n"b@x.org",B\nc@x.org\nd@x.org,"D""d"\n';
    for (const size of [1, 7, 65_536]) {
      const records = await csv(`\ufeff${text}`, size);
      expect(linesOf(records)).toEqual([3, 6, 7, 8]);
      expect(records[0]).toMatchObject({ value: { email: 'a@x.org', full_name: 'one\ntwo' } });
      expect(records[2]).toMatchObject({ fault: 'has 1 cells instead of 2' });
      expect(records[3]).toMatchObject({ value: { full_name: 'D"d' } });
    }
  });

  it('goes on after a quote where none can be', async () => {
    const records = await csv('email,full_name\na@x.org,A"a\nb@x.org,"B"b\nc@x.org,C\n"d"d,"D"\ne@x.org,"E"\n');
    const fault = expect.stringContaining('quote');
    expect(records).toMatchObject([
      { line: 2, fault },
      { line: 3, fault },
      { line: 4, value: { email: 'c@x.org' } },
      { line: 5, fault },
      { line: 6, value: { email: 'e@x.org', full_name: 'E' } },
    ]);
  });

  // A pattern that can share out blanks in many ways takes minutes for one such line, and nothing else is read meanwhile.
  it('reads a long line of blanks before a quote as quickly as any other', async () => {
    const blanks = ' '.repeat(60_000);
    const records = await csv(`email,full_name\n${blanks}x"y,A\n${'\n'.repeat(200_000)}a@x.org,A"\nb@x.org,B\n`);
    expect(records).toMatchObject([
      { line: 2, fault: expect.stringContaining('quote') },
      { line: 200_003, fault: expect.stringContaining('quote') },
      { line: 200_004, value: { email: 'b@x.org' } },
    ]);
  });

  // The parser takes a quote after blanks for a part of the text: an address with quotes in it would be stored.
  it('refuses blanks before the quote of any cell', async () => {
    const records = await csv('email,full_name\n  "a@x.org",A\na@x.org, "A"\n');
    expect(records).toMatchObject([
      { line: 2, fault: expect.anything() },
      { line: 3, fault: expect.anything() },
    ]);
  });

  it.each([
    ['Line 1: "mail" is no column', 'mail,full_name\n'],
    ['Line 1: "email;full_name" is no column', 'email;full_name\n'],
    // The same for what a file calls its columns.
    ['Line 1: "\u{fffd}[2Jmail" is no column', '\u001b[2Jmail,full_name\n'],
    ['Line 1: the column full_name is missing', 'email\n'],
    ['Line 1: the column email is there twice', 'email,full_name,email\n'],
    ['Line 3: a quote is not closed', 'email,full_name\na@x.org,A\nb@x.org,"B\nc@x.org,C\n'],
    ['Line 3: a quote is not closed', `email,full_name\na@x.org,A\nb@x.org,"${'B\n'.repeat(200_000)}`],
    ['Line 3: this is not UTF-8', Buffer.from('email,full_name\na@x.org,Ä\nb@x.org,\xe4\nc@x.org,C\n', 'latin1')],
    ['Line 1: this is not UTF-8', Buffer.from('\ufeffemail,full_name\n', 'utf16le')],
  ])('that is broken ends with the line: %s', async (message, text) => {
    const bytes = message.includes('Line 3: this')
      ? Buffer.from(text.toString('latin1').replace('\xc4', 'A'), 'latin1')
      : text;
    for (const size of bytes.length > 1000 ? [65_536] : [5, 65_536])
      await expect(csv(bytes, size)).rejects.toThrow(message);
  });

  it('takes the columns in any order', () => {
    expect(headerFault(['full_name', 'email'])).toBeNull();
    expect(headerFault([...recordFields])).toBeNull();
  });
});
