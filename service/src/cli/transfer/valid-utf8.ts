import { isUtf8 } from 'node:buffer';
import { brokenFile } from './source-record.ts';

const newline = 0x0a;

/**
 * The same chunks, cut between characters.
 *
 * @throws StartError naming the line of the first byte sequence that is no UTF-8
 */
export async function* validUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    if (!isUtf8(whole)) throw notUtf8(line, whole);
    rest = bytes.subarray(whole.length);
    line += newlinesIn(whole);
    yield whole;
  }
  if (rest.length > 0) throw notUtf8(line, rest);
}

/** How many bytes at the end begin a character of which more may come (RFC 3629 §3). */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function notUtf8(line: number, bytes: Buffer): Error {
  let at = line;
  for (let start = 0; start < bytes.length; at += 1) {
    const end = bytes.indexOf(newline, start);
    const stop = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) break;
    start = stop + 1;
  }
  return brokenFile(at, 'this is not UTF-8. Save the file as UTF-8');
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
