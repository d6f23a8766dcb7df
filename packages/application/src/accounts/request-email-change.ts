import {
  type AccessSettings,
  type EmailAddress,
  Forbidden,
  InvalidEmailAddress,
  NotAuthenticated,
  type PasswordHasher,
  parseEmailAddress,
  permissionsOf,
  UserNotFound,
  WrongPassword,
  WrongState,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize, authorizeMissing } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import type { AddressRequest } from './address-request.ts';
import { provePassword } from './prove-password.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly tasks: Pick<TaskQueue, 'enqueue'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
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
 * Accepts a change of address: nothing changes until the link in the mail to the new one is followed. Whether the new
 * one belongs to somebody is found out by the task, so the answer does not tell.
 */
export class RequestEmailChange {
  static readonly errors = [
    NotAuthenticated,
    Forbidden,
    UserNotFound,
    WrongState,
    WrongPassword,
    InvalidEmailAddress,
    HashingOverloaded,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: RequestEmailChangeInput, context: RequestContext): Promise<void> {
    const { sealer, tasks, ids, clock } = this.#deps;
    await this.#authorize(input, context);
    const email: EmailAddress = parseEmailAddress(input.email);
    const request: EmailChangeRequest = {
      userId: input.id,
      token: ids.secret(),
      email,
      requestedAt: clock.now().toISOString(),
      network: context.network,
    };
    await tasks.enqueue({
      id: ids.uuid(),
      type: 'start_email_change',
      payload: { sealed: await sealer.seal('task', JSON.stringify(request)) },
      traceparent: context.traceparent,
      requestId: context.requestId,
    });
  }

  async #authorize(input: RequestEmailChangeInput, context: RequestContext): Promise<void> {
    const { settings, unitOfWork } = this.#deps;
    const { actor } = context;
    if (actor.kind === 'anonymous') authorizeMissing(actor);
    await unitOfWork.run(changeContext(context, 'user.change_email'), async (tx) => {
      const user = await tx.users.find(input.id);
      if (!user || user.state.erasedAt !== null) authorizeMissing(actor);
      const { id, status, roles } = user.state;
      const permissions = permissionsOf(await tx.roles.findAll(roles), roles);
      authorize('user.change_email', actor, settings, { id, status, permissions });
    });
    if (actor.kind !== 'user' || actor.id !== input.id) return;
    if (input.currentPassword === null) throw new WrongPassword();
    await provePassword(this.#deps, actor, input.currentPassword, context);
  }
}
