import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, DependencyUnavailable, type Mail, type Mailer } from '@users/application';
import { createTransport } from 'nodemailer';
import type { Sender } from './sender.ts';

import type { Stationery } from './stationery.ts';
import { toMessage } from './to-message.ts';

export interface DevMailboxOptions {
  /** Mails go to its folder `mail`, which is made when needed; null: nowhere, only the links are printed. */
  readonly directory: string | null;
  readonly sender: Sender;
  /** In the sender's name, without templates of its own, unless told. */
  readonly stationery?: Stationery | undefined;
  readonly clock: Clock;
  /** Told of each mail, once it lies in the folder if there is one. */
  readonly print: (mail: { readonly to: string; readonly subject: string; readonly link: string | null }) => void;
}

/** For development: each mail is a file that any mail reader opens, or none, and its link is printed. Nothing is sent. */
export class DevMailbox implements Mailer {
  readonly #options: DevMailboxOptions;
  readonly #transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  constructor(options: DevMailboxOptions) {
    this.#options = options;
  }

  async send(mail: Mail, untilMyTurn: () => Promise<void>): Promise<void> {
    const { directory, sender, stationery, print } = this.#options;
    const { options, subject, link } = toMessage(mail, sender, stationery);
    const { message } = await this.#transport.sendMail({ ...options, date: this.#options.clock.now() });
    if (!Buffer.isBuffer(message)) throw new TypeError('the mail was not rendered as a whole');
    await untilMyTurn();
    if (directory !== null) {
      await this.#write(directory, mail, message).catch((cause: unknown) => {
        throw new DependencyUnavailable('mail', { cause });
      });
    }
    print({ to: mail.to, subject, link });
  }

  /** Under its name the file is whole or not there. Links are as good as passwords, so it is the owner's alone. */
  async #write(directory: string, mail: Mail, message: Buffer): Promise<void> {
    const folder = join(directory, 'mail');
    const name = this.#fileName(mail);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${name}.part`);
    await writeFile(draft, message, { mode: 0o600 });
    await rename(draft, join(folder, name));
  }

  #fileName({ id, template, to }: Mail): string {
    // Sorted by time; the end of the id keeps apart what happens in one millisecond.
    const time = this.#options.clock.now().toISOString().replaceAll(':', '');
    const address = to.replace(/[^\p{L}\p{N}@._+-]/gu, '_').slice(0, 64);
    return `${time}-${template}-${address}-${id.replace(/[^A-Za-z0-9]/g, '').slice(-8)}.eml`;
  }
}
