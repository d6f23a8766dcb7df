import type { ArrivedMail, MailKind } from '../driver/mailbox.ts';
import { type Evidence, groupBy, type LoggedEvent, type MailFault } from './evidence.ts';

/** Each event that promises a mail brought one of its own, whichever worker died meanwhile. */
export function* mailsArrived({ log, mails }: Evidence): Iterable<string> {
  const byAddress = groupBy(mails, ({ to }) => to);
  for (const events of groupBy(log, ({ subject }) => subject).values()) {
    const [first] = events;
    const address = first?.type === 'user.created' ? String(JSON.parse(first.data).email) : '';
    const promised = count(events.flatMap((event) => promisedBy(event) ?? []));
    // What still waits for an account that is erased is not sent any more.
    const erased = events.at(-1)?.type === 'user.deleted';
    const arrived = count(distinct(byAddress.get(address) ?? []).map(({ kind }) => kind));
    for (const kind of new Set([...promised.keys(), ...arrived.keys()])) {
      const [due, come] = [promised.get(kind) ?? 0, arrived.get(kind) ?? 0];
      if (come > due || (come < due && !erased)) yield `${address}: ${due} mails "${kind}" were promised, ${come} came`;
    }
    byAddress.delete(address);
  }
  for (const [address, [mail]] of byAddress)
    yield `${address}: a mail "${mail?.kind}" came for a change that is not there`;
}

/** A repetition has a reason: between the two a worker died, or lost its database or its mail server. One for each. */
export function* mailsOnce({ mails, mailFaults }: Evidence): Iterable<string> {
  for (const copies of groupBy(mails, ({ messageId }) => messageId).values()) {
    for (const [index, copy] of copies.entries()) {
      const before = copies[index - 1];
      if (before === undefined || explained(before, copy, mailFaults)) continue;
      yield `${copy.to}: mail ${copy.messageId} came again with no fault in between`;
    }
  }
}

/** How many mails came more often than once, counted by copy. */
export function repetitions(mails: readonly ArrivedMail[]): number {
  return mails.length - distinct(mails).length;
}

function explained(before: ArrivedMail, copy: ArrivedMail, faults: readonly MailFault[]): boolean {
  // A fault that began a moment before the first arrived may have kept its worker from writing that down.
  return faults.some((fault) => fault.from <= copy.arrivedAt && fault.until >= before.arrivedAt - 2_000);
}

function promisedBy({ type, data }: LoggedEvent): MailKind | null {
  const told = JSON.parse(data);
  if (type === 'user.password_reset.requested') return 'reset-password';
  if (type === 'user.verification_token.created')
    return told.purpose === 'invitation' ? 'accept-invitation' : 'verify-email';
  const noticed = ['password_changed', 'password_reset', 'suspended'];
  return type === 'user.updated' && noticed.includes(told.reason) ? 'notice' : null;
}

function distinct(mails: readonly ArrivedMail[]): ArrivedMail[] {
  return [...new Map(mails.map((mail) => [mail.messageId, mail])).values()];
}

function count(kinds: readonly MailKind[]): Map<MailKind, number> {
  const counts = new Map<MailKind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
