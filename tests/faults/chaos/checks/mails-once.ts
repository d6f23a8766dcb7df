import type { ArrivedMail, MailKind } from '../driver/mailbox.ts';
import { type Evidence, groupBy, type MailFault } from './evidence.ts';
import { promisedMails } from './mail-promises.ts';

/** From its arrival until its worker has the answer and has written it down, on a busy machine. */
const notedWithinMs = 3_000;

/** Each event that promises a mail brought one of its own, whichever worker died meanwhile. */
export function* mailsArrived({ log, mails }: Evidence): Iterable<string> {
  const byAddress = groupBy(distinct(mails), ({ to }) => to);
  for (const [address, promises] of groupBy(promisedMails(log), ({ to }) => to)) {
    const promised = count(promises);
    const calledOff = count(promises.filter(({ mayBeCalledOff }) => mayBeCalledOff));
    const arrived = count(byAddress.get(address) ?? []);
    for (const kind of new Set([...promised.keys(), ...arrived.keys()])) {
      const [due, come] = [promised.get(kind) ?? 0, arrived.get(kind) ?? 0];
      const least = due - (calledOff.get(kind) ?? 0);
      if (come > due || come < least) yield `${address}: ${due} mails "${kind}" were promised, ${come} came`;
    }
    byAddress.delete(address);
  }
  for (const [address, [mail]] of byAddress)
    yield `${address}: a mail "${mail?.kind}" came for a change that is not there`;
}

/**
 * A repetition has a reason: when the copy before it arrived, a worker was killed, or slept, or had lost its database or
 * its mail server. One fault is the reason of one repetition in each worker that it befell, and of no more.
 */
export function* mailsOnce({ mails, mailFaults }: Evidence): Iterable<string> {
  const charges = new Charges(mailFaults);
  for (const copies of groupBy(mails, ({ messageId }) => messageId).values()) {
    for (const [index, copy] of copies.entries()) {
      const before = copies[index - 1];
      if (before === undefined || charges.add(before)) continue;
      yield `${copy.to}: mail ${copy.messageId} came again, and no fault accounts for it`;
    }
  }
}

/** Which fault accounts for which repetition: an assignment that leaves as few as possible without one. */
class Charges {
  readonly #charged: Map<MailFault, ArrivedMail[]>;

  constructor(faults: readonly MailFault[]) {
    this.#charged = new Map(faults.map((fault) => [fault, []]));
  }

  /** @returns false when no fault has room for it, even if others move */
  add(mail: ArrivedMail, tried = new Set<MailFault>()): boolean {
    for (const [fault, charged] of this.#charged) {
      if (tried.has(fault) || !explains(fault, mail)) continue;
      tried.add(fault);
      if (charged.length < fault.workers) return charged.push(mail) > 0;
      const moved = charged.findIndex((other) => this.add(other, tried));
      if (moved < 0) continue;
      charged[moved] = mail;
      return true;
    }
    return false;
  }
}

/** How many mails came more often than once, counted by copy. */
export function repetitions(mails: readonly ArrivedMail[]): number {
  return mails.length - distinct(mails).length;
}

function explains({ from, until }: MailFault, { arrivedAt }: ArrivedMail): boolean {
  // What a frozen link held back arrives a moment after it is mended.
  return from <= arrivedAt + notedWithinMs && until >= arrivedAt - 2_000;
}

/** How many mails were promised and not sent, since their account was erased first. */
export function calledOff({ log, mails }: Evidence): number {
  return promisedMails(log).length - distinct(mails).length;
}

function distinct(mails: readonly ArrivedMail[]): ArrivedMail[] {
  return [...new Map(mails.map((mail) => [mail.messageId, mail])).values()];
}

function count(mails: readonly { readonly kind: MailKind }[]): Map<MailKind, number> {
  const counts = new Map<MailKind, number>();
  for (const { kind } of mails) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
