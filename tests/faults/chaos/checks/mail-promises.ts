import type { MailKind } from '../driver/mailbox.ts';
import { groupBy, type LoggedEvent } from './evidence.ts';

/** A mail that an event promises. */
export type MailPromise = {
  readonly to: string;
  readonly kind: MailKind;
  /** Whether its user was erased so soon that it may still have waited: then it is not sent any more. */
  readonly mayBeCalledOff: boolean;
};

/** A mail that an erasure called off was promised no longer before it: none waits for longer, whatever happens. */
const waitsAtMostMs = 60_000;

/** Every mail that the log promises. An erasure calls off those of its user, whatever address they go to. */
export function promisedMails(log: readonly LoggedEvent[]): readonly MailPromise[] {
  return [...groupBy(log, ({ subject }) => subject).values()].flatMap((events) => [...promisedToOne(events)]);
}

function* promisedToOne(events: readonly LoggedEvent[]): Iterable<MailPromise> {
  const erasedAt = events.findLast(({ type }) => type === 'user.deleted')?.at ?? Number.POSITIVE_INFINITY;
  let address = '';
  for (const { type, data, at } of events) {
    const told = JSON.parse(data);
    const kind = promisedBy(type, told);
    // A link goes to the address that it is for, a notice to the one that is told of; but who moves is told at the old one.
    const to = kind === 'revert-email-change' ? address : String(told.email);
    if (kind !== null) yield { to, kind, mayBeCalledOff: erasedAt - at <= waitsAtMostMs };
    if (type === 'user.created' || type === 'user.updated') address = String(told.email);
  }
}

const linkOf: Readonly<Record<string, MailKind>> = {
  email_verification: 'verify-email',
  invitation: 'accept-invitation',
  email_change: 'confirm-email-change',
};

const noticeOf: Readonly<Record<string, MailKind>> = {
  password_changed: 'notice',
  password_reset: 'notice',
  suspended: 'notice',
  email_changed: 'revert-email-change',
};

function promisedBy(type: string, told: { readonly purpose?: string; readonly reason?: string }): MailKind | null {
  if (type === 'user.password_reset.requested') return 'reset-password';
  if (type === 'user.verification_token.created') return linkOf[told.purpose ?? ''] ?? null;
  return type === 'user.updated' ? (noticeOf[told.reason ?? ''] ?? null) : null;
}
