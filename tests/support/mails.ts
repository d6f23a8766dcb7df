import type { Mail } from '@users/application';

type VerifyEmail = Extract<Mail, { template: 'verify_email' }>;
type AlreadyRegistered = Extract<Mail, { template: 'already_registered' }>;

const common = {
  id: '01890000-0000-7000-8000-0000000000aa',
  to: 'ana@example.com',
  fullName: 'Ana María Núñez',
  locale: 'en',
  requestedAt: new Date('2026-03-01T12:00:00Z'),
  network: '203.0.113.0/24',
};

export function verifyEmailMail(over: Partial<VerifyEmail> = {}): VerifyEmail {
  const link = 'https://users.example.com/auth/verify-email?token=abc-DEF_123&x=1';
  return { ...common, template: 'verify_email', link, expiresAt: new Date('2026-03-02T12:00:00Z'), ...over };
}

export function alreadyRegisteredMail(over: Partial<AlreadyRegistered> = {}): AlreadyRegistered {
  return { ...common, template: 'already_registered', loginLink: 'https://app.example.com/login', ...over };
}
