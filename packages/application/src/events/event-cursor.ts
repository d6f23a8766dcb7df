import { InvalidCursor } from '../shared/errors.ts';

/** A place in the log of one incarnation of the database. */
export interface LogPlace {
  readonly stream: number;
  readonly position: bigint;
}

/** The place as opaque text. It names no filter: with another one the reader goes on from the same place. */
export function encodeEventCursor({ stream, position }: LogPlace): string {
  return Buffer.from(JSON.stringify(['events', stream, position.toString()])).toString('base64url');
}

const form = /^\["events",(0|[1-9]\d{0,8}),"(0|[1-9]\d{0,17})"\]$/;

/** @throws InvalidCursor for anything that `encodeEventCursor` did not make */
export function decodeEventCursor(cursor: string): LogPlace {
  const [, stream, position] = form.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (stream === undefined || position === undefined) throw new InvalidCursor('/after');
  return { stream: Number(stream), position: BigInt(position) };
}
