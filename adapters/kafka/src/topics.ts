import kafkajs, { type Admin } from 'kafkajs';
import { type KafkaClient, within } from './client.ts';
import type { KafkaLog } from './log.ts';

// Node finds no names in what kafkajs spreads into its exports: these two come from the whole.
const { KafkaJSAggregateError, KafkaJSProtocolError } = kafkajs;

/** How topics are made where there are none; the cluster's own defaults when left out. */
export interface TopicShape {
  readonly partitions?: number | undefined;
  readonly replicationFactor?: number | undefined;
}

/** kafkajs and Kafka: the broker's `num.partitions` and `default.replication.factor`. */
const clusterDefault = -1;

/**
 * Creates those of the topics that do not exist. Existing ones stay as they are. Where creating is not permitted a
 * warning is all: the topics may be made by others, and publishing tells.
 *
 * @throws Error when Kafka cannot be reached in time or refuses the shape
 */
export async function ensureTopics(
  client: KafkaClient,
  topics: readonly string[],
  options: TopicShape & { log?: KafkaLog | undefined } = {},
): Promise<void> {
  const admin = client.kafka.admin();
  const work = async () => {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !existing.has(topic));
    if (missing.length > 0) await create(admin, missing, options);
  };
  try {
    await within(client.timeoutMs, 'looking for the topics', work());
  } finally {
    // Not waited for: a broker that stopped answering never says goodbye.
    admin.disconnect().catch(() => {});
  }
}

async function create(
  admin: Admin,
  missing: readonly string[],
  options: TopicShape & { log?: KafkaLog | undefined },
): Promise<void> {
  const numPartitions = options.partitions ?? clusterDefault;
  const replicationFactor = options.replicationFactor ?? clusterDefault;
  try {
    await admin.createTopics({ topics: missing.map((topic) => ({ topic, numPartitions, replicationFactor })) });
    options.log?.('info', 'topics created', { topics: missing });
  } catch (error) {
    const refusals: unknown[] = error instanceof KafkaJSAggregateError ? error.errors : [error];
    // Another process may have made one in the meantime.
    const serious = refusals.filter((refusal) => typeOf(refusal) !== 'TOPIC_ALREADY_EXISTS');
    const fatal = serious.find((refusal) => !notPermitted.has(typeOf(refusal)));
    if (fatal !== undefined) throw fatal;
    if (serious.length > 0) options.log?.('warn', 'not permitted to create topics', { topics: missing });
  }
}

const notPermitted: ReadonlySet<string | undefined> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** Kafka's name of a refusal, of several the first. */
export function typeOf(refusal: unknown): string | undefined {
  if (refusal instanceof KafkaJSAggregateError) return refusal.errors.map(typeOf).find((type) => type !== undefined);
  return refusal instanceof KafkaJSProtocolError ? refusal.type : undefined;
}
