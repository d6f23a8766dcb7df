import type { Mail, MailTemplate } from '@users/application';
import { greetingName } from '../greeting-name.ts';
import type { EmailChangedFacts, LinkFacts, LogInFacts, Texts } from './texts.ts';

/** Everything that any template may say; what a mail does not have is empty. */
export type AllFacts = LinkFacts & LogInFacts & EmailChangedFacts;

/** Which of the texts a mail is written by. */
export const textOf = {
  verify_email: 'verifyEmail',
  invitation: 'invitation',
  password_reset: 'passwordReset',
  confirm_email_change: 'confirmEmailChange',
  already_registered: 'alreadyRegistered',
  password_changed: 'passwordChanged',
  email_changed: 'emailChanged',
  email_changed_notice: 'emailChangedNotice',
  suspended: 'suspended',
} as const satisfies Record<MailTemplate, keyof Texts>;

export const mailTemplates = Object.keys(textOf) as readonly MailTemplate[];

/** @param time puts a time into words of the reader's language */
export function factsOf(mail: Mail, service: string, time: (time: Date) => string): AllFacts {
  return {
    service,
    name: greetingName(mail.fullName),
    requestedAt: time(mail.requestedAt),
    network: mail.network,
    link: 'link' in mail ? mail.link : '',
    expiresAt: 'expiresAt' in mail ? time(mail.expiresAt) : '',
    loginLink: 'loginLink' in mail ? mail.loginLink : null,
    newEmail: 'newEmail' in mail ? mail.newEmail : '',
  };
}
