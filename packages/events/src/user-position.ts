/** A place in a user's history: streams first, within one the sequence. */
export interface UserPosition {
  readonly stream: number;
  readonly sequence: number;
}

/** A higher stream is later whatever the sequence: after a restore from backup sequences are given out again. */
export function isAfter(one: UserPosition, other: UserPosition): boolean {
  return one.stream === other.stream ? one.sequence > other.sequence : one.stream > other.stream;
}
