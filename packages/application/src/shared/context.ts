import type { Actor } from '@users/domain';
import type { Idempotency } from '../idempotency/idempotency.ts';
import type { ChangeContext } from '../ports/unit-of-work.ts';

/** Who calls, and what the trail needs to know of the call. Identity comes from the access token alone. */
export interface RequestContext {
  readonly actor: Actor;
  readonly requestId: string;
  /** Client network, masked (IPv4 /24, IPv6 /64). */
  readonly network: string | null;
  readonly userAgent: string | null;
  readonly traceparent: string | null;
  /** Present when the caller named a key under which this request is done once. */
  readonly idempotency?: Idempotency;
}

/** The trail's part of the context. */
export function changeContext(context: RequestContext, action: string): ChangeContext {
  const { actor, requestId, network, traceparent, idempotency } = context;
  return { action, actor, requestId, network, traceparent, ...(idempotency && { idempotency }) };
}
