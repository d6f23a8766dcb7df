import type { ReceivedMail } from '../../../support/smtp-sink.ts';
import { until } from '../../../support/until.ts';

const pages = [
  'verify-email',
  'reset-password',
  'accept-invitation',
  'confirm-email-change',
  'revert-email-change',
] as const;
export type LinkKind = (typeof pages)[number];

/** What a mail is about, by the page that its link leads to; `notice` has none. */
export type MailKind = LinkKind | 'notice';

export type ArrivedMail = {
  /** The same for each try to send it. */
  readonly messageId: string;
  readonly to: string;
  readonly kind: MailKind;
  readonly token: string | null;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
};

const links = new RegExp(`/auth/(${pages.join('|')})\\?token=([\\w-]+)`);

/** What is asked of each mail that came, by the address that it went to: the driver waits for thousands. */
export class Mailbox {
  readonly all: ArrivedMail[] = [];
  readonly #byAddress = new Map<string, ArrivedMail[]>();

  readonly take = (mail: ReceivedMail): void => {
    const [, kind = 'notice', token = null] = links.exec(mail.text ?? '') ?? [];
    const to = mail.envelope.to[0] ?? '';
    const arrivedAt = mail.receivedAt.getTime();
    const arrived = { messageId: mail.messageId ?? '', to, kind: kind as MailKind, token, arrivedAt };
    this.all.push(arrived);
    this.#byAddress.set(to, [...(this.#byAddress.get(to) ?? []), arrived]);
  };

  /**
   * Waits for a link that came to the address, another one than those in `used`.
   *
   * @returns null once `going` says no
   */
  async link(to: string, kind: LinkKind, used: ReadonlySet<string>, going: () => boolean): Promise<string | null> {
    const found = () => {
      const mails = this.#byAddress.get(to) ?? [];
      return mails.findLast((mail) => mail.kind === kind && mail.token !== null && !used.has(mail.token))?.token;
    };
    const arrived = await until(`a ${kind} mail to ${to}`, () => found() ?? !going(), {
      timeoutMs: 3_600_000,
      intervalMs: 40,
    });
    return typeof arrived === 'string' ? arrived : null;
  }
}
