import type { Mail, Mailer } from '@users/application';
import { createTransport } from 'nodemailer';
import type { Sender } from './sender.ts';
import { mailError } from './smtp-errors.ts';
import { toMessage } from './to-message.ts';

export interface SmtpMailerOptions {
  /**
   * `smtp://` (with STARTTLS where the server offers it; `?requireTLS=true` to insist) or `smtps://`, with user and
   * password where it asks for them.
   */
  readonly url: string;
  readonly sender: Sender;
  /** Longest time for one mail, from the queue to the server's last word: 20 s unless told. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 20_000;

/** Mails that are under way at once; more would only wait here, and that time counts. */
export const mailConnections = 5;

/** Sends by an SMTP server over a few kept connections. */
export class SmtpMailer implements Mailer {
  readonly #options: SmtpMailerOptions;
  readonly #timeoutMs: number;
  readonly #transport: ReturnType<typeof openPool>;

  constructor(options: SmtpMailerOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#transport = openPool(options.url, this.#timeoutMs);
  }

  async send(mail: Mail): Promise<void> {
    const { options } = toMessage(mail, this.#options.sender);
    // A server that trickles its replies is never idle; this ends it.
    const signal = AbortSignal.timeout(this.#timeoutMs);
    await this.#transport.sendMail({ ...options, signal }).catch(failMail);
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
  return createTransport({
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
}
