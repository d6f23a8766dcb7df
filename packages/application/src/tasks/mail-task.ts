import type { EmailAddress, OneTimeToken, UserState } from '@users/domain';
import type { LinkTemplate, MailTemplate } from '../ports/mailer.ts';
import type { NewTask } from '../ports/task-queue.ts';

/** Payload of a `send_mail` task; the token is sealed, the rest is what the mail says anyway. */
export interface MailTaskPayload {
  readonly template: MailTemplate;
  readonly to: EmailAddress;
  /** Empty while nobody proved to own the address: a stranger's words must not reach it through us. */
  readonly full_name: string;
  readonly locale: string;
  readonly sealed_token: string | null;
  readonly expires_at: string | null;
  readonly new_email: string | null;
  readonly requested_at: string;
  readonly network: string | null;
}

/** What caused the mail: a request, or a task of it. */
type Cause = Pick<NewTask, 'traceparent' | 'requestId'>;

export interface MailedLink {
  readonly token: OneTimeToken;
  readonly sealedToken: string;
  readonly fullName: string;
  readonly locale: string;
}

/** The task that mails a link to the address that its token is for. */
export function linkMail(id: string, cause: Cause, template: LinkTemplate, link: MailedLink): NewTask {
  const { userId, email, expiresAt, issuedAt, network } = link.token.state;
  return mailTask(id, cause, userId, {
    template,
    to: email,
    full_name: link.fullName,
    locale: link.locale,
    sealed_token: link.sealedToken,
    expires_at: expiresAt.toISOString(),
    new_email: null,
    requested_at: issuedAt.toISOString(),
    network,
  });
}

/** The task that tells an owner what was done, or tried, with the account. */
export function noticeMail(
  id: string,
  cause: Cause,
  template: 'already_registered' | 'password_changed' | 'suspended',
  owner: Pick<UserState, 'id' | 'email' | 'fullName' | 'locale' | 'emailVerifiedAt'>,
  when: { readonly now: Date; readonly network: string | null },
): NewTask {
  return mailTask(id, cause, owner.id, {
    template,
    to: owner.email,
    full_name: owner.emailVerifiedAt === null ? '' : owner.fullName,
    locale: owner.locale,
    sealed_token: null,
    expires_at: null,
    new_email: null,
    requested_at: when.now.toISOString(),
    network: when.network,
  });
}

/** The task that tells the old address of a change, with the link that takes the account back where there is one. */
export function emailChangedMail(
  id: string,
  cause: Cause,
  owner: Pick<UserState, 'id' | 'email' | 'fullName' | 'locale'>,
  change: {
    readonly newEmail: string;
    readonly undo: { readonly sealedToken: string; readonly expiresAt: Date } | null;
    readonly now: Date;
    readonly network: string | null;
  },
): NewTask {
  return mailTask(id, cause, owner.id, {
    template: change.undo === null ? 'email_changed_notice' : 'email_changed',
    to: owner.email,
    full_name: owner.fullName,
    locale: owner.locale,
    sealed_token: change.undo?.sealedToken ?? null,
    expires_at: change.undo?.expiresAt.toISOString() ?? null,
    new_email: change.undo && change.newEmail,
    requested_at: change.now.toISOString(),
    network: change.network,
  });
}

const templates: Readonly<Record<MailTemplate, true>> = {
  verify_email: true,
  invitation: true,
  password_reset: true,
  confirm_email_change: true,
  already_registered: true,
  password_changed: true,
  email_changed: true,
  email_changed_notice: true,
  suspended: true,
};

/** @throws TypeError for a payload that no release of ours wrote */
export function readMailTask({ payload }: Pick<NewTask, 'payload'>): MailTaskPayload {
  if (!isMailTask(payload)) throw new TypeError('Not the payload of a mail task');
  return payload;
}

function isMailTask(payload: object): payload is MailTaskPayload {
  return 'template' in payload && Object.hasOwn(templates, String(payload.template)) && 'to' in payload;
}

/** One mail of an account at a time, so that one account's many mails hold up nobody else's. */
function mailTask(id: string, { traceparent, requestId }: Cause, subject: string, mail: MailTaskPayload): NewTask {
  return { id, type: 'send_mail', payload: { ...mail }, traceparent, requestId, subject, lane: subject };
}
