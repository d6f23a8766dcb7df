import type { LinkTemplate, Mail } from '@users/application';

type VerifyEmail = Extract<Mail, { template: LinkTemplate }>;
type LogInNotice = Extract<Mail, { loginLink: string | null }>;
type EmailChanged = Extract<Mail, { template: 'email_changed' }>;
type Suspended = Extract<Mail, { template: 'suspended' | 'email_changed_notice' }>;

const common = {
  id: '01890000-0000-7000-8000-0000000000aa',
  to: 'ana@example.com',
  fullName: 'Ana María Núñez',
  locale: 'en',
  requestedAt: new Date('2026-03-01T12:00:00Z'),
  network: '203.0.113.0/24',
};
const expiresAt = new Date('2026-03-02T12:00:00Z');
const loginLink = 'https://app.example.com/login';

/** A mail for the sake of its link, to verify an address unless told otherwise. */
export function verifyEmailMail(over: Partial<VerifyEmail> = {}): VerifyEmail {
  const link = 'https://users.example.com/auth/verify-email?token=abc-DEF_123&x=1';
  return { ...common, template: 'verify_email', link, expiresAt, ...over };
}

export function alreadyRegisteredMail(over: Partial<LogInNotice> = {}): LogInNotice {
  return { ...common, template: 'already_registered', loginLink, ...over };
}

export function passwordChangedMail(over: Partial<LogInNotice> = {}): LogInNotice {
  return alreadyRegisteredMail({ template: 'password_changed', ...over });
}

/** To the old address. */
export function emailChangedMail(over: Partial<EmailChanged> = {}): EmailChanged {
  const link = 'https://users.example.com/auth/revert-email-change?token=abc-DEF_123&x=1';
  return { ...common, template: 'email_changed', newEmail: 'new@example.com', link, expiresAt, ...over };
}

export function suspendedMail(over: Partial<Suspended> = {}): Suspended {
  return { ...common, template: 'suspended', ...over };
}

/** One of each template. */
export function everyMail(
  over: Partial<Omit<typeof common, 'network'>> & { network?: string | null } = {},
): readonly Mail[] {
  const templates: readonly LinkTemplate[] = ['verify_email', 'invitation', 'password_reset', 'confirm_email_change'];
  return [
    ...templates.map((template) => verifyEmailMail({ template, ...over })),
    ...[alreadyRegisteredMail(over), passwordChangedMail(over), emailChangedMail(over), suspendedMail(over)],
    suspendedMail({ template: 'email_changed_notice', ...over }),
  ];
}
