import { Partitioners, type TopicMessages } from 'kafkajs';
import { createClient, type KafkaSettings, within } from './client.ts';
import { ensureTopics, type TopicShape } from './topics.ts';

/** A connected producer. After the first failure it is good for nothing but `abandon`. */
export interface ProducerSession {
  /** Topics that did not exist when it was opened, and could not be made. */
  readonly missing: ReadonlySet<string>;
  /** Resolves when all in-sync replicas have all of it. @throws Error, then an unknown part of it was written */
  send(batch: TopicMessages[]): Promise<void>;
  /** Ends in order: waits for the connections to close. Never throws. */
  close(): Promise<void>;
  /** Ends at once, with whatever is under way. */
  abandon(): void;
}

/**
 * Connects a producer of its own id and makes sure of the topics.
 *
 * It is idempotent with one request in flight: the broker sees the records of a partition numbered, so a request that
 * is repeated within a send is written once and nothing overtakes it.
 *
 * @throws Error when Kafka cannot be reached in time
 */
export async function openProducer(
  settings: KafkaSettings & TopicShape,
  topics: readonly string[],
): Promise<ProducerSession> {
  const client = createClient(settings);
  const producer = client.kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const { timeoutMs } = client;
  let missing: readonly string[];
  try {
    missing = await ensureTopics(client, topics, settings);
    await within(timeoutMs, 'connecting the producer', producer.connect());
  } catch (error) {
    client.sever();
    throw error;
  }
  return {
    missing: new Set(missing),
    async send(batch) {
      const sent = producer.sendBatch({ acks: -1, timeout: timeoutMs, topicMessages: batch });
      await within(timeoutMs, 'publishing', sent);
    },
    async close() {
      await within(timeoutMs, 'closing', producer.disconnect()).catch(() => {});
      client.sever();
    },
    abandon: () => client.sever(),
  };
}
