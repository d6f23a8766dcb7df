import { randomUUID } from 'node:crypto';
import { type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { until } from './until.ts';

/** A record as a consumer sees it. */
export type KafkaRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; undefined for a tombstone. */
  readonly value: unknown;
  /** Which producer sent it, and the offset at which what it sent in one request begins. */
  readonly sent: { readonly producer: string; readonly batch: bigint };
};

/** A message as the client gives it, with the place it came from. */
export type KafkaDelivery = { readonly topic: string; readonly partition: number; readonly message: KafkaMessage };

/**
 * Reads topics from their beginning until what was read is enough. Records of one partition come in their order.
 *
 * @param brokers `host:port`, several parted by commas
 * @param topics waited for when they do not exist yet
 * @param enough asked after each record, with all so far
 * @throws Error that tells topics and keys of what was read, when it is not enough within `timeoutMs` (20 s)
 */
export async function readRecords(
  brokers: string,
  topics: readonly string[],
  enough: (records: readonly KafkaRecord[]) => boolean,
  timeoutMs = 20_000,
): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = [];
  const decode = ({ topic, partition, message }: KafkaDelivery): boolean => {
    records.push({
      topic,
      partition,
      offset: BigInt(message.offset),
      key: message.key?.toString(),
      headers: decodeHeaders(message.headers ?? {}),
      value: message.value === null ? undefined : JSON.parse(message.value.toString()),
      sent: sentBy(message),
    });
    return enough(records);
  };
  await readMessages(brokers, topics, (deliveries) => deliveries.slice(-1).some(decode), timeoutMs);
  return records;
}

/** As `readRecords`, with keys, headers and values as the bytes that they are. */
export async function readMessages(
  brokers: string,
  topics: readonly string[],
  enough: (deliveries: readonly KafkaDelivery[]) => boolean,
  timeoutMs = 20_000,
): Promise<KafkaDelivery[]> {
  const kafka = new Kafka({ clientId: 'tests', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `tests-${randomUUID()}`, retry: { retries: 10 }, maxWaitTimeInMs: 100 });
  const deliveries: KafkaDelivery[] = [];
  let satisfied = false;
  let failure: unknown;
  try {
    await waitForTopics(kafka, topics, timeoutMs);
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      // Nothing is committed, so that the group leaves nothing behind.
      autoCommit: false,
      eachMessage: async ({ topic, partition, message }) => {
        if (satisfied || failure !== undefined) return;
        try {
          deliveries.push({ topic, partition, message });
          satisfied = enough(deliveries);
        } catch (error) {
          // Thrown from here, it would make the consumer start over.
          failure = error;
        }
      },
    });
    await until(`enough records in ${topics.join(', ')}`, () => satisfied || failure !== undefined, {
      timeoutMs,
      intervalMs: 10,
    });
  } catch (error) {
    const seen = deliveries.map(({ topic, message }) => `${topic}[${message.key?.toString() ?? ''}]`);
    throw new Error(`not what was waited for; read: ${seen.join(' ') || 'nothing'}`, { cause: error });
  } finally {
    await consumer.disconnect();
  }
  if (failure !== undefined) throw failure;
  return deliveries;
}

async function waitForTopics(kafka: Kafka, topics: readonly string[], timeoutMs: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const exist = async () => {
      const known = new Set(await admin.listTopics());
      return topics.every((topic) => known.has(topic));
    };
    await until(`topics ${topics.join(', ')}`, exist, { timeoutMs });
  } finally {
    await admin.disconnect();
  }
}

/** The client hands it over, and its types do not tell. */
function sentBy(message: KafkaMessage): KafkaRecord['sent'] {
  const { batchContext } = message as unknown as { batchContext: { producerId: unknown; firstOffset: unknown } };
  return { producer: String(batchContext.producerId), batch: BigInt(String(batchContext.firstOffset)) };
}

function decodeHeaders(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (value === undefined || Array.isArray(value)) throw new Error(`header ${name} is not there exactly once`);
      return [name, value.toString()];
    }),
  );
}
