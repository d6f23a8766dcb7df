import { OneTimeToken, type TokenStore, type UserState } from '@users/domain';
import type { AddressRequest } from '../accounts/address-request.ts';
import { sealCredentials } from '../accounts/link-credentials.ts';
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
  readonly verificationTtlSeconds: number;
}

/**
 * Another link for an address that waits for verification; for every other address, and in a pause between links, nothing
 * happens.
 */
export class ResendVerificationLink implements TaskHandler {
  readonly type = 'resend_verification';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { reader, unitOfWork, sealer, tokens, ids, clock } = this.#deps;
    const request: AddressRequest = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    const context = taskContext(task, 'account.resend_verification', request.network);
    const sealedToken = await sealer.seal('event', request.token);
    const requestedAt = new Date(request.requestedAt);
    const state = await reader.read(async (from) => {
      const state = (await from.users.findByEmail(request.email))?.state;
      return state?.status === 'pending' && (await mayLink(from, state, 'resend', requestedAt)) ? state : null;
    });
    if (state === null) return;
    const token = await this.#token(request, state);
    await tokens.put(token);
    await unitOfWork.run(context, async (tx) => {
      const user = await tx.users.find(state.id);
      if (user?.state.status !== 'pending' || !(await takeLink(tx, user.state, 'resend', requestedAt))) return;
      user.issueVerification(token, sealedToken, clock.now());
      const { locale } = user.state;
      tx.enqueue(linkMail(ids.uuid(), task, 'verify_email', { token, sealedToken, locale, fullName: '' }));
      tx.complete(task);
    });
  }

  async #token(request: AddressRequest, user: UserState): Promise<OneTimeToken> {
    const { sealer, ids, verificationTtlSeconds } = this.#deps;
    const { fullName, locale, passwordHash } = user;
    // Invited, or contested by now: its reader chooses a password. The write that redeems the link asks once more.
    const credentials = passwordHash !== null && !user.contested ? { fullName, locale, passwordHash } : null;
    return OneTimeToken.issue({
      digest: ids.digest(request.token),
      purpose: 'email_verification',
      userId: user.id,
      email: user.email,
      epoch: user.epoch,
      sealedCredentials: credentials && (await sealCredentials(sealer, credentials)),
      network: request.network,
      now: new Date(request.requestedAt),
      ttlSeconds: verificationTtlSeconds,
    });
  }
}
