import type { Mail } from '@users/application';
import { mailTemplates } from '../templates/facts.ts';

const day = 86_400_000;

/** One mail of each template to a reader of this locale, to look at. @param now between the times in it */
export function sampleMails(locale: string, now: Date): readonly Mail[] {
  const common = {
    ...{ id: '00000000-0000-7000-8000-000000000000', to: 'ada@example.com', fullName: 'Ada Lovelace', locale },
    ...{ requestedAt: now, network: '203.0.113.0/24' },
  };
  const link = 'https://users.example.com/auth/…?token=q0Y3v5m8V2p7dJx1kR4tZ6wB9nC0sF2hL5gT8yU1eIo';
  const expiresAt = new Date(now.getTime() + day);
  return mailTemplates.map((template): Mail => {
    switch (template) {
      case 'suspended':
      case 'email_changed_notice':
        return { ...common, template };
      case 'already_registered':
      case 'password_changed':
        return { ...common, template, loginLink: 'https://app.example.com/login' };
      case 'email_changed':
        return { ...common, template, link, expiresAt, newEmail: 'countess@example.com' };
      default:
        return { ...common, template, link, expiresAt };
    }
  });
}
