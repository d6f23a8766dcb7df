import kafkajs, { type Admin } from 'kafkajs';
import { type KafkaClient, within } from './client.ts';
import type { KafkaLog } from './log.ts';
import { typeOf } from './refusals.ts';

// Node finds no names in what kafkajs spreads into its exports: this one comes from the whole.
const { KafkaJSAggregateError } = kafkajs;

/** How topics are made where there are none; the cluster's own defaults when left out. */
export interface TopicShape {
  readonly partitions?: number | undefined;
  readonly replicationFactor?: number | undefined;
  /** Replicas that have to have an event before it counts as published. */
  readonly minInsyncReplicas?: number | undefined;
  /** False: topics are made by others. True when left out. */
  readonly create?: boolean | undefined;
}

/** kafkajs and Kafka: the broker's `num.partitions` and `default.replication.factor`. */
const clusterDefault = -1;

/**
 * Creates those of the topics that do not exist. Existing ones stay as they are. Where creating is not permitted, or not
 * wanted, a warning is all: the topics may be made by others, and publishing tells.
 *
 * @returns topics that are still missing
 * @throws Error when Kafka cannot be reached in time or refuses the shape
 */
export async function ensureTopics(
  client: KafkaClient,
  topics: readonly string[],
  options: TopicShape & { log?: KafkaLog | undefined } = {},
): Promise<readonly string[]> {
  return withAdmin(client, 'looking for the topics', async (admin) => {
    const missing = await missingOf(admin, topics);
    if (missing.length === 0) return [];
    if (options.create ?? true) {
      if (await create(admin, missing, options)) return [];
      options.log?.('warn', 'not permitted to create topics', { topics: missing });
    } else {
      options.log?.('warn', 'topics are missing: `users topic create` makes them', { topics: missing });
    }
    return missingOf(admin, missing);
  });
}

/** Runs `work` with an admin client. @throws Error when that takes longer than the client's `timeoutMs` */
export async function withAdmin<T>(client: KafkaClient, what: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client.kafka.admin();
  const connected = async () => {
    await admin.connect();
    return work(admin);
  };
  try {
    return await within(client.timeoutMs, what, connected());
  } finally {
    // Not waited for: a broker that stopped answering never says goodbye.
    admin.disconnect().catch(() => {});
  }
}

async function missingOf(admin: Admin, topics: readonly string[]): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics());
  return topics.filter((topic) => !existing.has(topic));
}

/** @returns false when it is not permitted */
async function create(
  admin: Admin,
  missing: readonly string[],
  options: TopicShape & { log?: KafkaLog | undefined },
): Promise<boolean> {
  const { partitions: numPartitions = clusterDefault, replicationFactor = clusterDefault, minInsyncReplicas } = options;
  const configEntries =
    minInsyncReplicas === undefined ? [] : [{ name: 'min.insync.replicas', value: String(minInsyncReplicas) }];
  try {
    const topics = missing.map((topic) => ({ topic, numPartitions, replicationFactor, configEntries }));
    await admin.createTopics({ topics });
    options.log?.('info', 'topics created', { topics: missing });
    return true;
  } catch (error) {
    const refusals: unknown[] = error instanceof KafkaJSAggregateError ? error.errors : [error];
    // Another process may have made one in the meantime.
    const serious = refusals.filter((refusal) => typeOf(refusal) !== 'TOPIC_ALREADY_EXISTS');
    const fatal = serious.find((refusal) => !notPermitted.has(typeOf(refusal)));
    if (fatal !== undefined) throw fatal;
    return serious.length === 0;
  }
}

const notPermitted: ReadonlySet<string | undefined> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);
