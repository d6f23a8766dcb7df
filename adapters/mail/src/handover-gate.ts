import { Readable } from 'node:stream';
import type { MailMessage, SendMailOptions } from 'nodemailer';

/** What a mail is given to the mail library with, so that its text passes the gate. */
export type GatedMail = SendMailOptions & { readonly gate: HandoverGate };

/**
 * Holds the text of a mail back until the server waits for it and the sender's turn has come. All before that, as
 * connecting, and whatever the server has to think about the recipient, is done beside other mails.
 */
export class HandoverGate {
  readonly #untilMyTurn: () => Promise<void>;
  #turn: Promise<void> | undefined;
  #refusal: unknown = null;

  constructor(untilMyTurn: () => Promise<void>) {
    this.#untilMyTurn = untilMyTurn;
  }

  /** Why the turn did not come; null when it did, or was not asked for. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /**
   * The library pipes the result to the server, and so begins to read it, after the reply 354 and no earlier. A stage that
   * reads ahead, as DKIM does, must not stand behind it.
   */
  hold(text: Readable): Readable {
    return Readable.from(this.#held(text), { objectMode: false });
  }

  async *#held(text: Readable): AsyncGenerator<Buffer> {
    // Once, though the library may begin anew over another connection.
    this.#turn ??= this.#untilMyTurn();
    await this.#turn.catch((error: unknown) => {
      this.#refusal = error;
      throw error;
    });
    yield* text;
  }
}

/** For `use('stream', …)` of a transport. */
export function passGates(mail: MailMessage, done: () => void): void {
  const { data } = mail;
  if (!('gate' in data && data.gate instanceof HandoverGate)) throw new TypeError('a mail without a gate');
  const { gate } = data;
  mail.message.processFunc((text) => gate.hold(text));
  done();
}
