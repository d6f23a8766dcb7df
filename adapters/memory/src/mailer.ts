import type { Mail, Mailer } from '@users/application';
import { copy, roundTrip } from './values.ts';

/** Collects what a mail server would get. */
export class MemoryMailer implements Mailer {
  readonly #sent: Mail[] = [];

  /** In the order of sending; a mail that was given twice is here twice. */
  get sent(): readonly Mail[] {
    return copy(this.#sent);
  }

  async send(mail: Mail, untilMyTurn: () => Promise<void>): Promise<void> {
    await roundTrip();
    await untilMyTurn();
    this.#sent.push(copy(mail));
  }
}
