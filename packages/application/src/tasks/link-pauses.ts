import { type LinkKind, nextLink, type UserState } from '@users/domain';
import type { Reading } from '../ports/reader.ts';
import type { Transaction } from '../ports/unit-of-work.ts';

type Account = Pick<UserState, 'id' | 'epoch'>;

/** Whether another link of this kind may go to the account, see `nextLink`: asked before anything is made for it. */
export async function mayLink(from: Reading, of: Account, kind: LinkKind, requestedAt: Date): Promise<boolean> {
  return nextLink(await from.linkPauses.find(of.id, kind), of.epoch, requestedAt) !== null;
}

/** The same, asked once more by the write: if so, it is noted with the rest that this one went. */
export async function takeLink(tx: Transaction, of: Account, kind: LinkKind, requestedAt: Date): Promise<boolean> {
  const next = nextLink(await tx.linkPauses.find(of.id, kind), of.epoch, requestedAt);
  if (next !== null) tx.linkPauses.set(of.id, kind, next);
  return next !== null;
}
