import { type AccessSettings, type Action, type EmailAddress, type LinkKind, parseEmailAddress } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Fingerprinter } from '../ports/fingerprinter.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { RequestIntake } from '../ports/request-intake.ts';
import type { Sealer } from '../ports/sealer.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { addressLane, requestKey, requestKeySeconds } from './request-keys.ts';

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
  readonly intake: RequestIntake;
  readonly requestNames: Pick<Fingerprinter, 'of'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

/**
 * Accepts it: one statement of one form whatever the address, looked up by nobody yet, so that neither answer nor time tells
 * whether there is an account. The same request within a minute, or while it waits for its task, is merged with this one.
 *
 * @throws InvalidEmailAddress, DependencyUnavailable
 */
export async function acceptAddressRequest(
  deps: AddressRequestDependencies,
  as: { readonly action: Action; readonly kind: LinkKind; readonly task: string },
  input: { readonly email: string },
  context: RequestContext,
): Promise<void> {
  const { settings, sealer, intake, requestNames, ids, clock } = deps;
  authorize(as.action, context.actor, settings);
  const email = parseEmailAddress(input.email);
  const receivedAt = clock.now();
  const { network, traceparent, requestId } = context;
  const request: AddressRequest = { token: ids.secret(), email, requestedAt: receivedAt.toISOString(), network };
  await intake.accept({
    task: {
      id: ids.uuid(),
      type: as.task,
      payload: { sealed: await sealer.seal('task', JSON.stringify(request)) },
      ...{ traceparent, requestId },
      key: requestKey(requestNames, as.kind, email),
      lane: addressLane(requestNames, email),
    },
    onRepeat: null,
    receivedAt,
    keyUntil: new Date(receivedAt.getTime() + requestKeySeconds * 1000),
    keptAnswer: null,
  });
}
