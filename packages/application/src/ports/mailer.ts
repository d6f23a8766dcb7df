/** What a person is told. Each template knows its texts by locale. */
export type Mail = {
  /** Id of the task: one Message-ID, however often it is tried. */
  readonly id: string;
  readonly to: string;
  readonly fullName: string;
  readonly locale: string;
  /** When and from where it was asked for or done. */
  readonly requestedAt: Date;
  readonly network: string | null;
} & (
  | { readonly template: LinkTemplate; readonly link: string; readonly expiresAt: Date }
  | { readonly template: 'already_registered' | 'password_changed'; readonly loginLink: string | null }
  /** To the old address: `link` takes the account back. */
  | { readonly template: 'email_changed'; readonly newEmail: string; readonly link: string; readonly expiresAt: Date }
  /** To an old address that the owner never proved: nothing can be taken back, and the new one is none of its business. */
  | { readonly template: 'email_changed_notice' }
  | { readonly template: 'suspended' }
);

/** Mails that are sent for the sake of their link. */
export type LinkTemplate = 'verify_email' | 'invitation' | 'password_reset' | 'confirm_email_change';

export type MailTemplate = Mail['template'];

export interface Mailer {
  /**
   * Resolves when the mail server has taken it.
   *
   * @param untilMyTurn awaited when nothing is left but to hand it over: before that, nothing of it can arrive. When it
   * throws, the mail does not go out and that error is thrown
   * @throws DependencyUnavailable to be tried again; MailDeferred much later; MailRefused for good
   */
  send(mail: Mail, untilMyTurn: () => Promise<void>): Promise<void>;
}
