import type { Letter } from '../letter.ts';

/** What a template may say: nothing in it needs to be looked up or checked any more. */
export interface Facts {
  /** Name of this service. */
  readonly service: string;
  /** Whom to greet; null: nobody by name. */
  readonly name: string | null;
  readonly requestedAt: Date;
  /** Masked client network. */
  readonly network: string | null;
}

/** All mails in one language. A new language is one more of these, and a line in the list of languages. */
export interface Texts {
  /** Primary language subtag (BCP 47). */
  readonly language: string;
  verifyEmail(facts: Facts & { readonly link: string; readonly expiresAt: Date }): Letter;
  alreadyRegistered(facts: Facts & { readonly loginLink: string | null }): Letter;
}

/** A formatter of dates and times in UTC, which it names: nobody knows where the reader is. */
export function timesIn(language: string): (time: Date) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return (time) => `${format.format(time)} UTC`;
}
