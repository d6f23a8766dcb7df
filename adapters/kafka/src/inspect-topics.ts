import kafkajs, { type Admin } from 'kafkajs';
import { asKafka, createClient, type KafkaSettings, within } from './client.ts';
import { typeOf } from './refusals.ts';

const { ConfigResourceTypes } = kafkajs;

/** A topic that exists; of its partitions the worst. */
export interface TopicFacts {
  readonly name: string;
  readonly partitions: number;
  /** Partitions that nobody leads: nothing can be published to them now. */
  readonly leaderless: number;
  readonly replicas: number;
  readonly inSync: number;
  /** `min.insync.replicas`; null where we may not read it. */
  readonly minInSync: number | null;
}

export interface KafkaFacts {
  readonly brokers: number;
  readonly topics: readonly TopicFacts[];
  readonly missing: readonly string[];
  /** Why those that are missing could not be created, in Kafka's word; null: they could, or none is missing. */
  readonly createRefusal: string | null;
}

/** Looks at the topics and changes nothing. @throws DependencyUnavailable when no broker answers in `timeoutMs` */
export async function inspectTopics(settings: KafkaSettings, names: readonly string[]): Promise<KafkaFacts> {
  const client = createClient(settings);
  const admin = client.kafka.admin();
  const look = async (): Promise<KafkaFacts> => {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    const existing = new Set(await admin.listTopics());
    const present = names.filter((name) => existing.has(name));
    const missing = names.filter((name) => !existing.has(name));
    const topics = present.length === 0 ? [] : await readTopics(admin, present);
    const createRefusal = missing.length === 0 ? null : await refusalToCreate(admin, missing);
    return { brokers: brokers.length, topics, missing, createRefusal };
  };
  try {
    return await asKafka(() => within(client.timeoutMs, 'looking at the topics', look()));
  } finally {
    client.sever();
  }
}

async function readTopics(admin: Admin, names: readonly string[]): Promise<TopicFacts[]> {
  const [{ topics }, minima] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [...names] }),
    readMinInSync(admin, names),
  ]);
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.length,
    leaderless: partitions.filter(({ leader }) => leader < 0).length,
    replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    inSync: Math.min(...partitions.map(({ isr }) => isr.length)),
    minInSync: minima.get(name) ?? null,
  }));
}

/** Reading configurations is a right of its own: without it the rest is told all the same. */
async function readMinInSync(admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const wanted = { type: ConfigResourceTypes.TOPIC, configNames: ['min.insync.replicas'] };
  const asked = admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ ...wanted, name })),
  });
  const { resources } = await asked.catch(() => ({ resources: [] }));
  return new Map(
    resources.flatMap(({ resourceName, configEntries }) => {
      const value = Number(configEntries.find(({ configName }) => configName === 'min.insync.replicas')?.configValue);
      return Number.isInteger(value) ? [[resourceName, value] as const] : [];
    }),
  );
}

/** Asks as the publisher would, for validation alone. */
async function refusalToCreate(admin: Admin, missing: readonly string[]): Promise<string | null> {
  const topics = missing.map((topic) => ({ topic, numPartitions: -1, replicationFactor: -1 }));
  try {
    await admin.createTopics({ topics, validateOnly: true, waitForLeaders: false });
    return null;
  } catch (error) {
    return typeOf(error) ?? (error instanceof Error ? error.message : String(error));
  }
}
