import kafkajs, { type Admin } from 'kafkajs';
import { asKafka, createClient, type KafkaSettings } from './client.ts';
import { ensureTopics, type TopicShape, withAdmin } from './topics.ts';

// Node finds no names behind the first that is not a plain one in kafkajs's exports.
const { ConfigResourceTypes } = kafkajs;

/** A topic as it is. */
export interface TopicFacts {
  readonly topic: string;
  readonly exists: boolean;
  /** Null when it does not exist. */
  readonly partitions: number | null;
  readonly replicationFactor: number | null;
  /** Null also when this service may not ask. */
  readonly minInsyncReplicas: number | null;
  /** Bytes of the largest record batch; null as above. */
  readonly maxMessageBytes: number | null;
}

/**
 * Looks at the topics and changes nothing.
 *
 * @throws DependencyUnavailable when Kafka cannot be reached in time
 */
export async function inspectTopics(
  settings: KafkaSettings,
  topics: readonly string[],
): Promise<readonly TopicFacts[]> {
  const client = createClient(settings);
  try {
    return await asKafka(() => withAdmin(client, 'looking at the topics', (admin) => inspect(admin, topics)));
  } finally {
    client.sever();
  }
}

/**
 * Creates what is missing, then looks.
 *
 * @throws DependencyUnavailable when Kafka cannot be reached in time or refuses the shape; its cause tells
 */
export async function prepareTopics(
  settings: KafkaSettings & TopicShape,
  topics: readonly string[],
): Promise<readonly TopicFacts[]> {
  const client = createClient(settings);
  try {
    await asKafka(() => ensureTopics(client, topics, settings));
  } finally {
    client.sever();
  }
  return inspectTopics(settings, topics);
}

/** What of a topic is not as it was asked for, in words for an operator; empty when all is well. */
export function topicFaults(facts: TopicFacts, wanted: TopicShape): readonly string[] {
  if (!facts.exists) return ['does not exist'];
  const { partitions, replicationFactor, minInsyncReplicas } = facts;
  const rows = [
    ['partitions', partitions, wanted.partitions],
    ['replicas', replicationFactor, wanted.replicationFactor],
    ['min.insync.replicas', minInsyncReplicas, wanted.minInsyncReplicas],
  ] as const;
  const differences = rows.flatMap(([name, is, should]) =>
    should === undefined || is === null || is === should ? [] : [`${name} is ${is}, not ${should}`],
  );
  const starved =
    minInsyncReplicas !== null && replicationFactor !== null && minInsyncReplicas > replicationFactor
      ? ['takes no events: min.insync.replicas is above the number of replicas']
      : [];
  return [...differences, ...starved];
}

async function inspect(admin: Admin, topics: readonly string[]): Promise<readonly TopicFacts[]> {
  const existing = new Set(await admin.listTopics());
  const there = topics.filter((topic) => existing.has(topic));
  const { topics: metadata } = there.length === 0 ? { topics: [] } : await admin.fetchTopicMetadata({ topics: there });
  const configs = await configsOf(admin, there);
  return topics.map((topic) => {
    const found = metadata.find(({ name }) => name === topic);
    const config = (name: string) => {
      const value = configs.get(topic)?.get(name);
      return value === undefined ? null : Number(value);
    };
    return {
      topic,
      exists: found !== undefined,
      partitions: found?.partitions.length ?? null,
      replicationFactor: found?.partitions[0]?.replicas.length ?? null,
      minInsyncReplicas: config('min.insync.replicas'),
      maxMessageBytes: config('max.message.bytes'),
    };
  });
}

/** By topic, then by name; empty where this service may not ask. */
async function configsOf(admin: Admin, topics: readonly string[]): Promise<Map<string, Map<string, string>>> {
  if (topics.length === 0) return new Map();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configNames: ['min.insync.replicas', 'max.message.bytes'],
      })),
    });
    return new Map(
      resources.map(({ resourceName, configEntries }) => [
        resourceName,
        new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
      ]),
    );
  } catch {
    return new Map();
  }
}
