import type { EventData, EventType } from './event-data.ts';
import type { MessageHeaders } from './message-headers.ts';

/** What an event must bring to be published. */
export interface PublishableEvent {
  /** UUIDv7; the same each time that this event is published. */
  readonly id: string;
  readonly type: EventType;
  /** User id. */
  readonly subject: string;
  /** 1 for the first event of this user, +1 for each further one. */
  readonly sequence: number;
  /** Incarnation of the publishing database. */
  readonly stream: number;
  readonly time: Date;
  /** W3C Trace Context. */
  readonly traceparent: string | null;
  readonly data: EventData;
}

/** A message as Kafka clients take it. */
export interface KafkaRecord {
  /** User id: all events of one user share a partition of their topic, which keeps their order. */
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Record<keyof Omit<MessageHeaders, 'traceparent'>, string> & { traceparent?: string };
}

/**
 * The event as a CloudEvents 1.0 message in binary mode: attributes in the headers, the bare data as value.
 *
 * The bytes depend on nothing but the event: `JSON.stringify` keeps the order of the properties, and text that it made
 * comes out the same after `JSON.parse` (no property of the events has a number for a name). So a store may keep the
 * data as text or as parsed JSON, and a repeated event is the same bytes again.
 *
 * @param options.source `ce_source`: a URI reference of this service, the same in all its processes
 */
export function encodeEvent(event: PublishableEvent, options: { source: string }): KafkaRecord {
  return {
    key: event.subject,
    value: Buffer.from(JSON.stringify(event.data)),
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: options.source,
      ce_type: event.type,
      ce_subject: event.subject,
      ce_time: event.time.toISOString(),
      ce_sequence: String(event.sequence),
      ce_stream: String(event.stream),
      'content-type': 'application/json',
      // Clients refuse a header without a value, so an absent one is left out.
      ...(event.traceparent === null ? {} : { traceparent: event.traceparent }),
    },
  };
}
