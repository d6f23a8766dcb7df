import type { Mail, Mailer } from '@users/application';
import { createTransport } from 'nodemailer';
import { type GatedMail, HandoverGate, passGates } from './handover-gate.ts';
import type { Sender } from './sender.ts';
import { mailError } from './smtp-errors.ts';
import type { Stationery } from './stationery.ts';
import { toMessage } from './to-message.ts';

export interface SmtpMailerOptions {
  /**
   * `smtp://` (with STARTTLS where the server offers it; `?requireTLS=true` to insist) or `smtps://`, with user and
   * password where it asks for them.
   */
  readonly url: string;
  readonly sender: Sender;
  /** In the sender's name, without templates of its own, unless told. */
  readonly stationery?: Stationery | undefined;
  /** Longest time for one mail, from the queue to the server's last word: `mailTimeoutMs` unless told. */
  readonly timeoutMs?: number;
}

/** Longest time for one mail; whoever leases the task of a mail holds it for longer than that. */
export const mailTimeoutMs = 15_000;

/** Mails that are under way at once; more would only wait here, and that time counts. */
export const mailConnections = 5;

/** Sends by an SMTP server over a few kept connections. */
export class SmtpMailer implements Mailer {
  readonly #options: SmtpMailerOptions;
  readonly #timeoutMs: number;
  readonly #transport: ReturnType<typeof openPool>;

  constructor(options: SmtpMailerOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? mailTimeoutMs;
    this.#transport = openPool(options.url, this.#timeoutMs);
  }

  async send(mail: Mail, untilMyTurn: () => Promise<void>): Promise<void> {
    const { sender, stationery } = this.#options;
    const { options } = toMessage(mail, sender, stationery);
    // A server that trickles its replies is never idle; this ends it.
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const gate = new HandoverGate(untilMyTurn);
    const gated: GatedMail = { ...options, signal, gate };
    await this.#transport.sendMail(gated).catch((error: unknown) => {
      throw gate.refusal ?? mailError(error);
    });
  }

  /** Resolves when the server can be reached and knows us. @throws DependencyUnavailable */
  async verify(): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('no answer in time')), this.#timeoutMs);
    await Promise.race([this.#transport.verify(), late.promise])
      .catch(failMail)
      .finally(() => clearTimeout(timer));
  }

  /** Ends idle connections now and busy ones after their mail. */
  close(): void {
    this.#transport.close();
  }
}

function failMail(error: unknown): never {
  throw mailError(error);
}

function openPool(url: string, timeoutMs: number) {
  const stepMs = timeoutMs / 2;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: mailConnections,
    // A connection that the server has closed in the meantime; further tries are the task queue's.
    maxRequeues: 1,
    dnsTimeout: stepMs,
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
  });
  return transport.use('stream', passGates);
}
