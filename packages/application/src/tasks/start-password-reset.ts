import { OneTimeToken, type TokenStore, type UserState } from '@users/domain';
import type { AddressRequest } from '../accounts/address-request.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { Reader } from '../ports/reader.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { mayLink, takeLink } from './link-pauses.ts';
import { linkMail } from './mail-task.ts';
import { type TaskHandler, taskContext } from './task-handler.ts';

interface Dependencies {
  readonly tokens: Pick<TokenStore, 'put'>;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly sealer: Sealer;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly passwordResetTtlSeconds: number;
}

/** A reset link for an active account; for every other address, and in a pause between links, nothing happens. */
export class StartPasswordReset implements TaskHandler {
  readonly type = 'start_password_reset';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { reader, unitOfWork, sealer, tokens, ids, clock } = this.#deps;
    const request: AddressRequest = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    const context = taskContext(task, 'account.request_password_reset', request.network);
    const requestedAt = new Date(request.requestedAt);
    const state = await reader.read(async (from) => {
      const state = (await from.users.findByEmail(request.email))?.state;
      return state?.status === 'active' && (await mayLink(from, state, 'reset', requestedAt)) ? state : null;
    });
    if (state === null) return;
    const token = this.#token(request, state);
    const sealedToken = await sealer.seal('event', request.token);
    await tokens.put(token);
    await unitOfWork.run(context, async (tx) => {
      const user = await tx.users.find(state.id);
      // The epoch moved on: the link would be dead on arrival, and whoever asked can ask again.
      if (user?.state.status !== 'active' || user.state.epoch !== state.epoch) return;
      if (!(await takeLink(tx, state, 'reset', requestedAt))) return;
      const { fullName, locale } = user.state;
      user.issuePasswordReset(token, sealedToken, clock.now());
      tx.enqueue(linkMail(ids.uuid(), task, 'password_reset', { token, sealedToken, fullName, locale }));
      tx.complete(task);
    });
  }

  #token(request: AddressRequest, { id, email, epoch }: UserState): OneTimeToken {
    return OneTimeToken.issue({
      digest: this.#deps.ids.digest(request.token),
      purpose: 'password_reset',
      ...{ userId: id, email, epoch, sealedCredentials: null, network: request.network },
      now: new Date(request.requestedAt),
      ttlSeconds: this.#deps.passwordResetTtlSeconds,
    });
  }
}
