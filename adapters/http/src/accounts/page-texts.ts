import { en } from './page-texts-en.ts';
import { es } from './page-texts-es.ts';

/** The links in our mails that a person follows. */
export type LinkKind =
  | 'verify_email'
  | 'reset_password'
  | 'accept_invitation'
  | 'confirm_email_change'
  | 'revert_email_change';

/** What is said of one kind of link. */
export interface LinkTexts {
  readonly title: string;
  readonly help: string;
  /** When and from where it came about, and what to do if that was somebody else. */
  readonly origin: (when: string, network: string | null) => string;
  readonly button: string;
  readonly done: string;
  readonly doneHelp: string;
}

/** What the pages behind links say. English and Spanish; more are one object each. */
export interface PageTexts {
  readonly links: Readonly<Record<LinkKind, LinkTexts>>;
  readonly choosePassword: string;
  readonly password: string;
  readonly passwordHelp: (minLength: number) => string;
  readonly tooWeak: string;
  readonly verifiedBefore: string;
  readonly verifiedBeforeHelp: string;
  readonly addressTaken: string;
  readonly addressTakenHelp: string;
  readonly expired: string;
  readonly expiredHelp: string;
  readonly notAuthorized: string;
  readonly notAuthorizedHelp: string;
  readonly later: string;
  readonly laterHelp: string;
  readonly wrong: string;
  readonly wrongHelp: string;
}

export const pageLanguages = ['en', 'es'] as const;
export type PageLanguage = (typeof pageLanguages)[number];
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = { en, es };
