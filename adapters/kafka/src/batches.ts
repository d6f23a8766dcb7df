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

/**
 * The events as sends: consecutive, each of a size that brokers accept, events of one topic in the given order.
 *
 * @param options.topic the one topic for all; else each type has its own
 */
export function toBatches(
  events: readonly PublishableEvent[],
  options: { source: string; topic?: string | undefined },
): TopicMessages[][] {
  const batches: Map<string, KafkaRecord[]>[] = [];
  let batch: Map<string, KafkaRecord[]> | undefined;
  let bytes = 0;
  for (const event of events) {
    const record = encodeEvent(event, options);
    const size = sizeOf(record);
    if (batch === undefined || bytes + size > maxBatchBytes) {
      batch = new Map();
      batches.push(batch);
      bytes = 0;
    }
    bytes += size;
    const topic = topicOf(event.type, options.topic);
    const records = batch.get(topic);
    if (records === undefined) batch.set(topic, [record]);
    else records.push(record);
  }
  return batches.map((batch) => [...batch].map(([topic, messages]) => ({ topic, messages })));
}

function sizeOf(record: KafkaRecord): number {
  let bytes = recordOverhead + record.key.length + record.value.length;
  for (const [name, value] of Object.entries(record.headers)) {
    bytes += headerOverhead + name.length + Buffer.byteLength(value);
  }
  return bytes;
}
