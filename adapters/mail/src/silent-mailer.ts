import type { Mailer } from '@users/application';

/** Sends nothing: where mails are off, a consumer of the events writes them, by the links sealed in there. */
export class SilentMailer implements Mailer {
  async send(): Promise<void> {}
}
