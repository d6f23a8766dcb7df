import type { Mailer } from '../ports/mailer.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import { readMailTask } from './mail-task.ts';
import type { TaskHandler } from './task-handler.ts';

/** Addresses of the pages that mails lead to; made from configuration, never from a request. */
export interface AccountLinks {
  verifyEmail(token: string): string;
  /** Where people log in; null when the deployment named no page. */
  readonly logIn: string | null;
}

interface Dependencies {
  readonly mailer: Mailer;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly links: AccountLinks;
}

/** Sends one mail. Its Message-ID is the task's id, so that a mail server or reader can drop the rare repeat. */
export class SendMail implements TaskHandler {
  readonly type = 'send_mail';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { mailer, sealer, links } = this.#deps;
    const payload = readMailTask(task);
    const { to, full_name: fullName, locale, network } = payload;
    const common = { id: task.id, to, fullName, locale, network, requestedAt: new Date(payload.requested_at) };
    if (payload.template === 'already_registered') {
      await mailer.send({ ...common, template: payload.template, loginLink: links.logIn });
      return;
    }
    const link = links.verifyEmail(await sealer.open('event', payload.sealed_token ?? ''));
    await mailer.send({ ...common, template: payload.template, link, expiresAt: new Date(payload.expires_at ?? '') });
  }
}
