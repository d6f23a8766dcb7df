import {
  type AccessSettings,
  type Action,
  ClientNotFound,
  Forbidden,
  NotAuthenticated,
  type ServiceClient,
  VersionMismatch,
  WrongState,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { toClientView } from './client-directory.ts';
import { type ClientResult, clientResult, clientSubject } from './client-result.ts';

export interface ChangeClientDependencies {
  readonly settings: AccessSettings;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export interface ChangeClientInput {
  readonly id: string;
  /** From `If-Match`; null: whatever is stored. */
  readonly expectedVersion: number | null;
}

/** What every change of one service client may be refused with. */
export const changeClientErrors = [
  NotAuthenticated,
  Forbidden,
  ClientNotFound,
  WrongState,
  VersionMismatch,
  ConcurrentChange,
  DependencyUnavailable,
] as const;

/** The frame of every change of one service client. @throws one of `changeClientErrors` */
export async function changeClient(
  { settings, unitOfWork, clock }: ChangeClientDependencies,
  action: Action,
  input: ChangeClientInput,
  context: RequestContext,
  change: (client: ServiceClient, tx: Transaction, now: Date) => void,
): Promise<ClientResult> {
  // Whoever may not see service clients learns nothing of their ids.
  authorize('client.list', context.actor, settings);
  const state = await unitOfWork.run(changeContext(context, action), async (tx) => {
    const client = await tx.clients.find(input.id);
    if (!client) throw new ClientNotFound();
    authorize(action, context.actor, settings, clientSubject(client.state));
    client.expectVersion(input.expectedVersion);
    change(client, tx, clock.now());
    return client.state;
  });
  return clientResult(toClientView(state), context.actor, settings);
}
