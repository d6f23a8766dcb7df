/** What a person is told. Each template knows its texts by locale. */
export type Mail = {
  /** Id of the task: one Message-ID, however often it is tried. */
  readonly id: string;
  readonly to: string;
  readonly fullName: string;
  readonly locale: string;
} & (
  | {
      readonly template: 'verify_email';
      readonly link: string;
      readonly expiresAt: Date;
      /** When and from where it was asked for. */
      readonly requestedAt: Date;
      readonly network: string | null;
    }
  | {
      readonly template: 'already_registered';
      readonly requestedAt: Date;
      readonly network: string | null;
      readonly loginLink: string | null;
    }
);

export type MailTemplate = Mail['template'];

export interface Mailer {
  /** Resolves when the mail server has taken it. @throws DependencyUnavailable to be tried again; MailRefused for good */
  send(mail: Mail): Promise<void>;
}
