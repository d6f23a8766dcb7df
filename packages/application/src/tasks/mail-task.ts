import type { EmailAddress, OneTimeToken } from '@users/domain';
import type { NewTask } from '../ports/task-queue.ts';

const templates = ['verify_email', 'already_registered'] as const;

/** Payload of a `send_mail` task; the token is sealed, the rest is what the mail says anyway. */
export interface MailTaskPayload {
  readonly template: (typeof templates)[number];
  readonly to: EmailAddress;
  /** Empty while nobody proved to own the address: a stranger's words must not reach it through us. */
  readonly full_name: string;
  readonly locale: string;
  readonly sealed_token: string | null;
  readonly expires_at: string | null;
  readonly requested_at: string;
  readonly network: string | null;
}

type Cause = Pick<NewTask, 'traceparent' | 'requestId'>;

/** The task that mails a verification link. */
export function verificationMail(
  id: string,
  cause: Cause,
  link: { token: OneTimeToken; sealedToken: string; locale: string },
): NewTask {
  const { email, expiresAt, issuedAt, network } = link.token.state;
  return mailTask(id, cause, {
    template: 'verify_email',
    to: email,
    full_name: '',
    locale: link.locale,
    sealed_token: link.sealedToken,
    expires_at: expiresAt.toISOString(),
    requested_at: issuedAt.toISOString(),
    network,
  });
}

/** The task that tells an owner that someone registered their address again. */
export function alreadyRegisteredMail(
  id: string,
  cause: Cause,
  to: { email: EmailAddress; fullName: string; locale: string; requestedAt: string; network: string | null },
): NewTask {
  return mailTask(id, cause, {
    template: 'already_registered',
    to: to.email,
    full_name: to.fullName,
    locale: to.locale,
    sealed_token: null,
    expires_at: null,
    requested_at: to.requestedAt,
    network: to.network,
  });
}

/** @throws TypeError for a payload that no release of ours wrote */
export function readMailTask({ payload }: Pick<NewTask, 'payload'>): MailTaskPayload {
  if (!isMailTask(payload)) throw new TypeError('Not the payload of a mail task');
  return payload;
}

function isMailTask(payload: object): payload is MailTaskPayload {
  return 'template' in payload && templates.some((known) => known === payload.template) && 'to' in payload;
}

function mailTask(id: string, { traceparent, requestId }: Cause, mail: MailTaskPayload): NewTask {
  return { id, type: 'send_mail', payload: { ...mail }, traceparent, requestId };
}
