import { encodeEvent, type KafkaRecord, type PublishableEvent, topicOf } from '@users/events';
import type { TopicMessages } from 'kafkajs';

/**
 * Bytes of one send. All records of a send that fall into one partition travel as one record batch, and brokers refuse
 * one above `message.max.bytes`, 1 MiB by default; half of it leaves room for what the estimate does not see.
 */
const maxBatchBytes = 512 * 1024;

/** Length prefixes, offset, timestamp and attributes of a record, and the prefixes of a header, generously. */
const recordOverhead = 32;
const headerOverhead = 8;

/** What every record needs besides its event. */
export interface RecordOptions {
  /** `ce_source` */
  readonly source: string;
  /** The one topic for all; when left out each type has its own. */
  readonly topic?: string | undefined;
}

/** The events in consecutive parts, each of a size that brokers accept in one send. */
export function inParts<Event extends PublishableEvent>(events: readonly Event[], options: RecordOptions): Event[][] {
  const parts: Event[][] = [];
  let part: Event[] | undefined;
  let bytes = 0;
  for (const event of events) {
    const size = sizeOf(encodeEvent(event, options));
    if (part === undefined || bytes + size > maxBatchBytes) {
      part = [];
      parts.push(part);
      bytes = 0;
    }
    bytes += size;
    part.push(event);
  }
  return parts;
}

/** A part as one send: events of one topic in the given order. */
export function toSend(events: readonly PublishableEvent[], options: RecordOptions): TopicMessages[] {
  const topics = Map.groupBy(events, (event) => topicOf(event.type, options.topic));
  return [...topics].map(([topic, those]) => ({ topic, messages: those.map((event) => encodeEvent(event, options)) }));
}

function sizeOf(record: KafkaRecord): number {
  let bytes = recordOverhead + record.key.length + record.value.length;
  for (const [name, value] of Object.entries(record.headers)) {
    bytes += headerOverhead + name.length + Buffer.byteLength(value);
  }
  return bytes;
}
