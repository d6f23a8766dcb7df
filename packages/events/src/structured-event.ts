import { z } from 'zod';
import type { PublishableEvent } from './cloud-events.ts';
import { type DecodedMessage, invalidEvent, typedData } from './decode-event.ts';
import { isEventType } from './event-types.ts';

/** Integer attributes of CloudEvents (1.0.2, §3.1). */
const integer = z.int().min(0).max(2_147_483_647);

/**
 * A CloudEvent in the JSON format (CloudEvents 1.0.2, JSON Event Format §3), as the feed gives it: the attributes that
 * Kafka has in headers, and the data that Kafka has as value.
 */
export const structuredEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.uuid(),
  time: z.iso.datetime(),
  sequence: integer,
  stream: integer,
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().optional(),
  /** True when the user was erased since, and the personal data is blank. */
  scrubbed: z.literal(true).optional(),
  data: z.record(z.string(), z.unknown()),
});

export type StructuredEvent = z.infer<typeof structuredEvent>;

/**
 * The event as JSON. `JSON.stringify` of its data is byte for byte the value on Kafka.
 *
 * @param options.source `ce_source`, the same as on Kafka
 */
export function toStructuredEvent(
  event: PublishableEvent & { readonly scrubbed?: boolean },
  options: { source: string },
): StructuredEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: options.source,
    type: event.type,
    subject: event.subject,
    time: event.time.toISOString(),
    sequence: event.sequence,
    stream: event.stream,
    datacontenttype: 'application/json',
    ...(event.traceparent === null ? {} : { traceparent: event.traceparent }),
    ...(event.scrubbed ? { scrubbed: true } : {}),
    data: { ...event.data },
  };
}

/** Reads an event of the feed and checks it against the schema of its type. Never throws. */
export function decodeStructuredEvent(value: unknown): DecodedMessage {
  const attributes = structuredEvent.safeParse(value);
  if (!attributes.success) return invalidEvent('event', attributes.error);
  const { type, id, source, data, traceparent = null, time, ...rest } = attributes.data;
  if (!isEventType(type)) return { kind: 'unknown_type', type, id, source };
  const parsed = typedData.safeParse({ type, data });
  if (!parsed.success) return invalidEvent('data', parsed.error);
  const { subject, sequence, stream, scrubbed } = rest;
  return {
    kind: 'event',
    event: {
      ...{ id, source, subject, sequence, stream, time: new Date(time), traceparent },
      ...(scrubbed ? { scrubbed } : {}),
      ...parsed.data,
    },
  };
}
