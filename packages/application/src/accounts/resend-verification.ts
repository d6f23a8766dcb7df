import { type AccessSettings, InvalidEmailAddress, parseEmailAddress } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import type { ResendRequest } from './registration.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly tasks: Pick<TaskQueue, 'enqueue'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

/** Accepts a request for another verification link; the answer tells nothing about the address. */
export class ResendVerification {
  static readonly errors = [InvalidEmailAddress, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly email: string }, context: RequestContext): Promise<void> {
    const { settings, sealer, tasks, ids, clock } = this.#deps;
    authorize('account.resend_verification', context.actor, settings);
    const request: ResendRequest = {
      token: ids.secret(),
      email: parseEmailAddress(input.email),
      requestedAt: clock.now().toISOString(),
      network: context.network,
    };
    await tasks.enqueue({
      id: ids.uuid(),
      type: 'resend_verification',
      payload: { sealed: await sealer.seal('task', JSON.stringify(request)) },
      traceparent: context.traceparent,
      requestId: context.requestId,
    });
  }
}
