import type { AccessSettings, Action, Actor, Subject } from '@users/domain';
import { affordances } from '../shared/affordances.ts';
import type { ClientView } from './client-directory.ts';

/** A service client, and what this caller may do to it. */
export interface ClientResult {
  readonly client: ClientView;
  readonly actions: ReadonlySet<Action>;
}

/** With the secret that was made just now: the only time that it is told. */
export interface ClientWithSecret extends ClientResult {
  /** 256 random bits, base64url. */
  readonly secret: string;
}

export function clientResult(client: ClientView, actor: Actor, settings: AccessSettings): ClientResult {
  return { client, actions: affordances(actor, settings, clientSubject(client), 'client') };
}

/** A service client as the policy sees it. */
export function clientSubject({ id, revokedAt, permissions }: Omit<ClientView, 'previousSecretUntil'>): Subject {
  return { id, status: revokedAt === null ? 'in_use' : 'revoked', permissions: new Set(permissions) };
}
