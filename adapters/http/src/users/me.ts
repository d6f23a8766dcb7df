import type { RequestContext } from '@users/application';
import { NotAuthenticated } from '@users/domain';

/** Whoever calls; the token names them, no path or body can (better-auth CVE-2025-61928). @throws NotAuthenticated */
export function ownId({ actor }: RequestContext): string {
  if (actor.kind !== 'user') throw new NotAuthenticated();
  return actor.id;
}
