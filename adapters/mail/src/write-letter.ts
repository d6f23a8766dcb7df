import type { Mail } from '@users/application';
import { greetingName } from './greeting-name.ts';
import type { Letter } from './letter.ts';
import { textsFor } from './templates/languages.ts';

/** Puts the mail into words of its reader's language. */
export function writeLetter(mail: Mail, service: string): Letter {
  const texts = textsFor(mail.locale);
  const { requestedAt, network } = mail;
  const facts = { service, name: greetingName(mail.fullName), requestedAt, network };
  switch (mail.template) {
    case 'verify_email':
      return texts.verifyEmail({ ...facts, link: mail.link, expiresAt: mail.expiresAt });
    case 'invitation':
      return texts.invitation({ ...facts, link: mail.link, expiresAt: mail.expiresAt });
    case 'password_reset':
      return texts.passwordReset({ ...facts, link: mail.link, expiresAt: mail.expiresAt });
    case 'confirm_email_change':
      return texts.confirmEmailChange({ ...facts, link: mail.link, expiresAt: mail.expiresAt });
    case 'already_registered':
      return texts.alreadyRegistered({ ...facts, loginLink: mail.loginLink });
    case 'password_changed':
      return texts.passwordChanged({ ...facts, loginLink: mail.loginLink });
    case 'email_changed':
      return texts.emailChanged({ ...facts, link: mail.link, expiresAt: mail.expiresAt, newEmail: mail.newEmail });
    case 'suspended':
      return texts.suspended(facts);
  }
}
