/**
 * What others may have mailed to an address; each kind has pauses of its own. `change`: the notice that somebody wanted the
 * address for an account of theirs.
 */
export const linkKinds = ['register', 'resend', 'reset', 'change'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** The links of one kind that went to one account, since the pauses began. */
export interface LinkPause {
  /** The account's epoch at the time: links of an older one are dead, and no reason to wait. */
  readonly epoch: number;
  /** How many, at least one. */
  readonly links: number;
  /** When the newest of them was asked for. */
  readonly lastAt: Date;
}

/** Between a link and the next: after the first, the second, and every later one. */
const pauseSeconds = [60, 300, 900] as const;
/** After so long without a link the pauses begin anew. */
const forgottenAfterSeconds = 3600;

/**
 * Whether another link may go to an account now. So an address gets at most six in an hour of each kind, whoever asks,
 * and its owner waits a quarter of an hour at most, with a link in hand that lives longer.
 *
 * @param before what is known of those that went; null: nothing
 * @param now when this one was asked for
 * @returns what is known afterwards; null: it must not go
 */
export function nextLink(before: LinkPause | null, epoch: number, now: Date): LinkPause | null {
  const first = { epoch, links: 1, lastAt: now };
  if (before === null || before.epoch !== epoch) return first;
  const quietSeconds = (now.getTime() - before.lastAt.getTime()) / 1000;
  if (quietSeconds >= forgottenAfterSeconds) return first;
  const pause = pauseSeconds[before.links - 1] ?? pauseSeconds[2];
  return quietSeconds < pause ? null : { epoch, links: before.links + 1, lastAt: now };
}
