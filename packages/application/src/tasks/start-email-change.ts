import {
  type AccessSettings,
  LinkExpired,
  LinkNotAuthorized,
  OneTimeToken,
  type TokenStore,
  type User,
  type UserState,
} from '@users/domain';
import type { EmailChangeRequest } from '../accounts/request-email-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { Reader, Reading } from '../ports/reader.ts';
import type { ChangeContext, UnitOfWork } from '../ports/unit-of-work.ts';
import { authorizeEmailChange } from '../shared/deferred-authority.ts';
import { takeLink } from './link-pauses.ts';
import { linkMail, noticeMail } from './mail-task.ts';
import { type TaskHandler, taskContext } from './task-handler.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly tokens: Pick<TokenStore, 'put'>;
  readonly reader: Reader;
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
    const { reader, sealer, tokens } = this.#deps;
    const request: EmailChangeRequest = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    const context = taskContext(task, 'user.change_email', request.network);
    const token = this.#token(request);
    const { user, owner } = await reader.read(async (from) => ({
      user: await this.#waiting(from, token),
      owner: (await from.users.findByEmail(request.email))?.state,
    }));
    if (user === null || owner?.id === user.id) return;
    if (owner !== undefined) return this.#tellOwner(task, context, owner, request);
    await tokens.put(token);
    await this.#write(task, context, request, token);
  }

  /** Null when the request was replaced, cancelled or has lost its authority: the link would be dead on arrival. */
  async #waiting(from: Reading, token: OneTimeToken): Promise<User | null> {
    const { settings, clock } = this.#deps;
    const user = await from.users.find(token.state.userId);
    try {
      const pending = user?.assertEmailChangeFits(token, clock.now());
      if (!user || !pending) return null;
      await authorizeEmailChange(from, settings, user, pending.requester);
      return user;
    } catch (error) {
      if (error instanceof LinkExpired || error instanceof LinkNotAuthorized) return null;
      throw error;
    }
  }

  async #tellOwner(
    task: LeasedTask,
    context: ChangeContext,
    owner: UserState,
    { requestedAt, network }: EmailChangeRequest,
  ): Promise<void> {
    const { unitOfWork, ids } = this.#deps;
    await unitOfWork.run(context, async (tx) => {
      tx.complete(task);
      const when = { now: new Date(requestedAt), network };
      // However many accounts somebody makes to ask from: the owner of the address is told a few times an hour.
      if (!(await takeLink(tx, owner, 'change', when.now))) return;
      tx.enqueue(noticeMail(ids.uuid(), task, 'already_registered', owner, when));
    });
  }

  async #write(
    task: LeasedTask,
    context: ChangeContext,
    request: EmailChangeRequest,
    token: OneTimeToken,
  ): Promise<void> {
    const { unitOfWork, sealer, ids, clock } = this.#deps;
    const sealedToken = await sealer.seal('event', request.token);
    await unitOfWork.run(context, async (tx) => {
      const user = await this.#waiting(tx, token);
      if (user === null) return;
      const { locale } = user.state;
      user.issueEmailChange(token, sealedToken, clock.now());
      // Nobody has proved to own the new address: the words of whoever named it do not reach it.
      const link = { token, sealedToken, locale, fullName: '' };
      tx.enqueue(linkMail(ids.uuid(), task, 'confirm_email_change', link));
      tx.complete(task);
    });
  }

  #token({ userId, token, email, network, requestedAt }: EmailChangeRequest): OneTimeToken {
    return OneTimeToken.issue({
      digest: this.#deps.ids.digest(token),
      purpose: 'email_change',
      // What binds it is the account's note of the request, not the epoch.
      ...{ userId, email, epoch: 0, sealedCredentials: null, network },
      now: new Date(requestedAt),
      ttlSeconds: this.#deps.emailChangeTtlSeconds,
    });
  }
}
