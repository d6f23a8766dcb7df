import { randomUUID } from 'node:crypto';
import type { RequestContext } from '@users/application';

/** Who acts when nobody asked over HTTP: the start of a process, or someone at its command line. */
export function systemContext(name: 'start' | 'cli'): RequestContext {
  return {
    actor: { kind: 'system', name },
    requestId: randomUUID(),
    network: null,
    userAgent: null,
    traceparent: null,
  };
}
