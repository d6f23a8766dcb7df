import type { LinkTemplate, Mail, Mailer } from '../ports/mailer.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import { type MailTaskPayload, readMailTask } from './mail-task.ts';
import type { TaskHandler, UntilMyTurn } from './task-handler.ts';

/** Addresses of the pages that mails lead to; made from configuration, never from a request. */
export interface AccountLinks {
  link(template: LinkTemplate | 'email_changed', token: string): string;
  /** Where people log in; null when the deployment named no page. */
  readonly logIn: string | null;
}

interface Dependencies {
  readonly mailer: Mailer;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly links: AccountLinks;
}

/**
 * Sends one mail. Between its last byte and the server's answer nobody can tell whether it was taken (RFC 1047), and who
 * dies there makes it go out again: so one mail of a worker at a time is there. Its Message-ID is the task's id, by which a
 * mail server or reader can drop the repeat.
 */
export class SendMail implements TaskHandler {
  readonly type = 'send_mail';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask, untilMyTurn: UntilMyTurn): Promise<void> {
    await this.#deps.mailer.send(await this.#mail(task.id, readMailTask(task)), untilMyTurn);
  }

  async #mail(id: string, payload: MailTaskPayload): Promise<Mail> {
    const { links } = this.#deps;
    const { template, to, full_name: fullName, locale, network } = payload;
    const common = { id, to, fullName, locale, network, requestedAt: new Date(payload.requested_at) };
    switch (template) {
      case 'already_registered':
      case 'password_changed':
        return { ...common, template, loginLink: links.logIn };
      case 'suspended':
      case 'email_changed_notice':
        return { ...common, template };
      case 'email_changed':
        return { ...common, template, ...(await this.#link(template, payload)), newEmail: payload.new_email ?? '' };
      default:
        return { ...common, template, ...(await this.#link(template, payload)) };
    }
  }

  async #link(template: LinkTemplate | 'email_changed', { sealed_token, expires_at }: MailTaskPayload) {
    const token = await this.#deps.sealer.open('event', sealed_token ?? '');
    return { link: this.#deps.links.link(template, token), expiresAt: new Date(expires_at ?? '') };
  }
}
