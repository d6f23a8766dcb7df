import type { RequestContext } from '@users/application';
import { Forbidden, NotAuthenticated } from '@users/domain';

/** Whoever calls; the token names them, no path or body can (better-auth CVE-2025-61928). @throws NotAuthenticated; Forbidden for a service client, which is no user */
export function ownId({ actor }: RequestContext): string {
  if (actor.kind === 'client') throw new Forbidden();
  if (actor.kind !== 'user') throw new NotAuthenticated();
  return actor.id;
}
