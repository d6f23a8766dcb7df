import {
  type AccessSettings,
  type Actor,
  emailChangeAllowance,
  Forbidden,
  InvalidEmailAddress,
  NotAuthenticated,
  type PasswordHasher,
  parseEmailAddress,
  permissionsOf,
  TooManyRequests,
  type User,
  UserNotFound,
  WrongPassword,
  WrongState,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Fingerprinter } from '../ports/fingerprinter.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { Reader, Reading } from '../ports/reader.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize, authorizeMissing } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { requesterOf } from '../shared/deferred-authority.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import type { AddressRequest } from './address-request.ts';
import { addressLane } from './request-keys.ts';
import { provePassword } from './prove-password.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly requestNames: Pick<Fingerprinter, 'of'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly emailChangeTtlSeconds: number;
}

export interface RequestEmailChangeInput {
  readonly id: string;
  /** The new address. */
  readonly email: string;
  /** Needed for one's own account; null for another's. */
  readonly currentPassword: string | null;
}

/** `email` is the new address. */
export interface EmailChangeRequest extends AddressRequest {
  readonly userId: string;
}

/**
 * Accepts a change of address: it is noted on the account, in place of an earlier one, and nothing changes until the link
 * in the mail to the new address is followed. Whether that address belongs to somebody is found out by the task, so
 * neither the answer nor what is shown of the account tells.
 */
export class RequestEmailChange {
  static readonly errors = [
    NotAuthenticated,
    Forbidden,
    UserNotFound,
    WrongState,
    WrongPassword,
    InvalidEmailAddress,
    TooManyRequests,
    HashingOverloaded,
    ConcurrentChange,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: RequestEmailChangeInput, context: RequestContext): Promise<void> {
    const { unitOfWork, sealer, requestNames, ids, clock, emailChangeTtlSeconds } = this.#deps;
    const epoch = await this.#authorize(input, context);
    const now = clock.now();
    const request: EmailChangeRequest = {
      userId: input.id,
      token: ids.secret(),
      email: parseEmailAddress(input.email),
      requestedAt: now.toISOString(),
      network: context.network,
    };
    const pending = {
      digest: ids.digest(request.token),
      email: request.email,
      requestedAt: now,
      expiresAt: new Date(now.getTime() + emailChangeTtlSeconds * 1000),
    };
    const task = {
      id: ids.uuid(),
      type: 'start_email_change',
      payload: { sealed: await sealer.seal('task', JSON.stringify(request)) },
      traceparent: context.traceparent,
      requestId: context.requestId,
    };
    await unitOfWork.run(changeContext(context, 'user.change_email'), async (tx) => {
      const user = await this.#allowed(tx, input.id, context.actor);
      // The password was proved in this epoch; a log-out or a new password since then wins.
      if (epoch !== null && user.state.epoch !== epoch) throw new NotAuthenticated();
      const requester = await requesterOf(tx, context.actor, input.id);
      tx.countRequest({ requester, userId: input.id, now, ...emailChangeAllowance });
      if (user.requestEmailChange({ ...pending, requester }, now) === 'repeated') return;
      tx.note({ subject: input.id, detail: { email_change: 'requested' } });
      // After whatever else waits for this account's address.
      tx.enqueue({ ...task, lane: addressLane(requestNames, user.state.email) });
    });
  }

  /** @returns the epoch in which one's own password was proved; null for another's account */
  async #authorize(input: RequestEmailChangeInput, context: RequestContext): Promise<number | null> {
    const { actor } = context;
    if (actor.kind === 'anonymous') authorizeMissing(actor);
    await this.#deps.reader.read((from) => this.#allowed(from, input.id, actor));
    if (actor.kind !== 'user' || actor.id !== input.id) return null;
    if (input.currentPassword === null) throw new WrongPassword();
    return (await provePassword(this.#deps, actor, input.currentPassword)).epoch;
  }

  async #allowed(from: Reading, id: string, actor: Actor): Promise<User> {
    const user = await from.users.find(id);
    if (!user || user.state.erasedAt !== null) authorizeMissing(actor);
    const { status, roles } = user.state;
    const permissions = permissionsOf(await from.roles.findAll(roles), roles);
    authorize('user.change_email', actor, this.#deps.settings, { id, status, permissions });
    return user;
  }
}
