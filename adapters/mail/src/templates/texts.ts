import type { Letter } from '../letter.ts';

/** What a template may say: nothing in it needs to be looked up or checked any more. */
export interface Facts {
  /** Name of this service. */
  readonly service: string;
  /** Whom to greet; null: nobody by name. */
  readonly name: string | null;
  /** In words of the language, as every time here. */
  readonly requestedAt: string;
  /** Masked client network. */
  readonly network: string | null;
}

export interface LinkFacts extends Facts {
  readonly link: string;
  readonly expiresAt: string;
}

export interface LogInFacts extends Facts {
  /** Null: no page is known. */
  readonly loginLink: string | null;
}

/** To the old address; the link takes the account back. */
export interface EmailChangedFacts extends LinkFacts {
  readonly newEmail: string;
}

/** Mails that are sent for the sake of their link. */
export interface LinkTexts {
  verifyEmail(facts: LinkFacts): Letter;
  invitation(facts: LinkFacts): Letter;
  passwordReset(facts: LinkFacts): Letter;
  confirmEmailChange(facts: LinkFacts): Letter;
}

/** Mails that tell an owner what was done, or tried, with the account. */
export interface NoticeTexts {
  alreadyRegistered(facts: LogInFacts): Letter;
  passwordChanged(facts: LogInFacts): Letter;
  emailChanged(facts: EmailChangedFacts): Letter;
  emailChangedNotice(facts: Facts): Letter;
  suspended(facts: Facts): Letter;
}

/** All mails in one language. A new language is one more of these, and a line in the list of languages. */
export interface Texts extends LinkTexts, NoticeTexts {
  /** Primary language subtag (BCP 47). */
  readonly language: string;
  /** Puts a time into words. */
  readonly time: (time: Date) => string;
}

/** A formatter of dates and times in UTC, which it names: nobody knows where the reader is. */
export function timesIn(language: string): (time: Date) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return (time) => `${format.format(time)} UTC`;
}
