import { OneTimeToken, type TokenStore, type UserState } from '@users/domain';
import type { EmailChangeRequest } from '../accounts/request-email-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { ChangeContext, UnitOfWork } from '../ports/unit-of-work.ts';
import { linkMail, noticeMail } from './mail-task.ts';
import { type TaskHandler, taskContext } from './task-handler.ts';

interface Dependencies {
  readonly tokens: Pick<TokenStore, 'put'>;
  readonly unitOfWork: UnitOfWork;
  readonly sealer: Sealer;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly emailChangeTtlSeconds: number;
}

/** A link to the new address, when it is free; when it is not, its owner is told that someone wanted it. */
export class StartEmailChange implements TaskHandler {
  readonly type = 'start_email_change';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { unitOfWork, sealer, tokens, ids } = this.#deps;
    const request: EmailChangeRequest = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    const context = taskContext(task, 'user.change_email', request.network);
    const { user, owner } = await unitOfWork.run(context, async (tx) => ({
      user: (await tx.users.find(request.userId))?.state,
      owner: (await tx.users.findByEmail(request.email))?.state,
    }));
    if (user?.status !== 'active' || owner?.id === user.id) return;
    if (owner !== undefined) {
      await unitOfWork.run(context, async (tx) => {
        const when = { now: new Date(request.requestedAt), network: request.network };
        const told = owner.status === 'pending' ? { ...owner, fullName: '' } : owner;
        tx.enqueue(noticeMail(ids.uuid(), task, 'already_registered', told, when));
        tx.complete(task);
      });
      return;
    }
    const token = this.#token(request, user);
    await tokens.put(token);
    await this.#write(task, context, { request, token, user });
  }

  async #write(
    task: LeasedTask,
    context: ChangeContext,
    of: { request: EmailChangeRequest; token: OneTimeToken; user: UserState },
  ): Promise<void> {
    const { unitOfWork, sealer, ids, clock } = this.#deps;
    const { request, token, user: before } = of;
    const sealedToken = await sealer.seal('event', request.token);
    await unitOfWork.run(context, async (tx) => {
      const user = await tx.users.find(before.id);
      // The epoch moved on: the link would be dead on arrival, and whoever asked can ask again.
      if (user?.state.status !== 'active' || user.state.epoch !== before.epoch) return;
      const { locale } = user.state;
      user.issueEmailChange(token, sealedToken, clock.now());
      // Nobody has proved to own the new address: the words of whoever named it do not reach it.
      const link = { token, sealedToken, locale, fullName: '' };
      tx.enqueue(linkMail(ids.uuid(), task, 'confirm_email_change', link));
      tx.complete(task);
    });
  }

  #token(request: EmailChangeRequest, { id, epoch }: UserState): OneTimeToken {
    return OneTimeToken.issue({
      digest: this.#deps.ids.digest(request.token),
      purpose: 'email_change',
      ...{ userId: id, email: request.email, epoch, sealedCredentials: null, network: request.network },
      now: new Date(request.requestedAt),
      ttlSeconds: this.#deps.emailChangeTtlSeconds,
    });
  }
}
