import { DependencyUnavailable } from '@users/application';
import { topicsOf } from '@users/events';
import type { TopicFacts } from '@users/kafka';
import { kafkaClientSettings } from '../../resources/kafka.ts';
import { StartError } from '../../run/start-error.ts';
import type { CommandInput } from '../command.ts';
import { printJson, table } from '../table.ts';

/** Creating topics on a large cluster takes longer than a send may. */
const timeoutMs = 30_000;

/** The shape that topics are made with, and held against: for the help of both commands. */
export const topicShape = [
  'KAFKA_PARTITIONS, KAFKA_REPLICATION_FACTOR and KAFKA_MIN_INSYNC_REPLICAS say how a topic has to be, and the',
  "cluster's own defaults where they are absent. Topics that are there are never changed. The exit code is 1 when a",
  'topic is missing or not as configured.',
].join('\n');

/**
 * Tells how each topic is.
 *
 * @param create makes those that are missing first
 * @throws StartError when a topic is missing or not as configured, or when Kafka cannot be asked
 */
export async function reviewTopics({ config, options }: CommandInput, { create }: { create: boolean }): Promise<void> {
  const settings = config();
  const { brokers, topic, topics: shape } = settings.kafka;
  if (brokers.length === 0) {
    throw new StartError('KAFKA_BROKERS is not set: events go to the log in PostgreSQL, and no topic is needed.');
  }
  const names = topicsOf(topic ?? undefined);
  // Only the commands that need Kafka load its client.
  const { inspectTopics, prepareTopics, topicFaults } = await import('@users/kafka');
  const client = { ...kafkaClientSettings(settings), clientId: 'users-topics', timeoutMs, create: true };
  const facts = await told(() => (create ? prepareTopics(client, names) : inspectTopics(client, names)));
  const rows = names.map((name): CheckedTopic => {
    const found = facts.topics.find((each) => each.name === name) ?? null;
    return { name, found, faults: found === null ? ['does not exist'] : topicFaults(found, shape) };
  });
  if (options.json) printJson({ topics: rows.map(toJson) });
  else console.log(table(['TOPIC', 'PARTITIONS', 'REPLICAS', 'MIN IN SYNC', 'STATE'], rows.map(toCells)));
  const wrong = rows.filter(({ faults }) => faults.length > 0).length;
  if (wrong > 0) throw new StartError(`${wrong} of ${rows.length} topics are not as they should be.`);
}

interface CheckedTopic {
  readonly name: string;
  readonly found: TopicFacts | null;
  readonly faults: readonly string[];
}

function toCells({ name, found, faults }: CheckedTopic): string[] {
  const numbers = [found?.partitions, found?.replicas, found?.minInSync].map((value) => String(value ?? '-'));
  return [name, ...numbers, faults.length === 0 ? 'good' : faults.join('; ')];
}

function toJson({ name, found, faults }: CheckedTopic) {
  return {
    ...{ topic: name, exists: found !== null, partitions: found?.partitions ?? null },
    ...{ replication_factor: found?.replicas ?? null, min_insync_replicas: found?.minInSync ?? null, faults },
  };
}

/** @throws StartError with what Kafka said */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : 'no answer';
    throw new StartError(`Kafka: ${reason}. Look at KAFKA_BROKERS, KAFKA_SASL_… and KAFKA_TLS.`, { cause: error });
  }
}
