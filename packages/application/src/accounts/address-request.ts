import { type AccessSettings, type Action, type EmailAddress, parseEmailAddress } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';

/** A stranger's request about an address, on its way to its task. The link's token was drawn when it was accepted. */
export interface AddressRequest {
  readonly token: string;
  readonly email: EmailAddress;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly network: string | null;
}

export interface AddressRequestDependencies {
  readonly settings: AccessSettings;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly tasks: Pick<TaskQueue, 'enqueue'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

/**
 * Accepts it: one sealed task row whatever the address, looked up by nobody yet, so that neither answer nor time tells
 * whether there is an account.
 *
 * @throws InvalidEmailAddress, DependencyUnavailable
 */
export async function acceptAddressRequest(
  deps: AddressRequestDependencies,
  as: { readonly action: Action; readonly task: string },
  input: { readonly email: string },
  context: RequestContext,
): Promise<void> {
  const { settings, sealer, tasks, ids, clock } = deps;
  authorize(as.action, context.actor, settings);
  const request: AddressRequest = {
    token: ids.secret(),
    email: parseEmailAddress(input.email),
    requestedAt: clock.now().toISOString(),
    network: context.network,
  };
  await tasks.enqueue({
    id: ids.uuid(),
    type: as.task,
    payload: { sealed: await sealer.seal('task', JSON.stringify(request)) },
    traceparent: context.traceparent,
    requestId: context.requestId,
  });
}
