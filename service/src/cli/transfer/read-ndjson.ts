import { isUtf8 } from 'node:buffer';
import { maxRecordBytes, type SourceRecord } from './source-record.ts';

const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** One JSON value a line. Empty lines are passed over; a line that is no JSON spoils no other. */
export async function* readNdjson(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord, void> {
  let line = 0;
  for await (const bytes of splitLines(chunks)) {
    line += 1;
    const text = line === 1 && bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
    const record = readLine(text);
    if (record !== null) yield { line, ...record };
  }
}

function readLine(bytes: Buffer): { value: unknown } | { fault: string } | null {
  if (bytes.length > maxRecordBytes) return { fault: `is longer than ${maxRecordBytes} bytes` };
  // `toString` would put replacement characters where a name was.
  if (!isUtf8(bytes)) return { fault: 'is not UTF-8' };
  const text = bytes.toString();
  if (text.trim() === '') return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not the words of the parser: they quote the line.
    return { fault: 'is not JSON' };
  }
}

/** Lines without their ends. Of one that is too long only so much is kept that this can be told. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let parts: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer): void => {
    if (length <= maxRecordBytes) parts.push(part);
    length += part.length;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      yield parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      parts = [];
      length = 0;
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }
  if (length > 0) yield Buffer.concat(parts);
}
