import { DependencyUnavailable } from '@users/application';
import { topicsOf } from '@users/events';
import type { TopicFacts } from '@users/kafka';
import { kafkaClientSettings } from '../resources/kafka.ts';
import { StartError } from '../run/start-error.ts';
import type { Command } from './command.ts';
import { printJson, table } from './table.ts';

/** Creating topics on a large cluster takes longer than a send may. */
const timeoutMs = 30_000;

/** `users topics` */
export const topics: Command = {
  name: 'topics',
  summary: 'Create the topics that are missing, and check those that are there.',
  usage: [
    'topics [--check] [--json]',
    '',
    'Creates what is missing with KAFKA_PARTITIONS, KAFKA_REPLICATION_FACTOR and KAFKA_MIN_INSYNC_REPLICAS, or the',
    "cluster's own defaults. Topics that are there are never changed. --check creates nothing. The exit code is 1 when",
    'a topic is missing or not as configured.',
    '',
    'Example: KAFKA_PARTITIONS=6 users topics',
  ].join('\n'),
  options: { check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    const settings = config();
    const { brokers, topic, topics: shape } = settings.kafka;
    if (brokers.length === 0) {
      throw new StartError('KAFKA_BROKERS is not set: events go to the log in PostgreSQL, and no topic is needed.');
    }
    const { inspectTopics, prepareTopics, topicFaults } = await import('@users/kafka');
    const names = topicsOf(topic ?? undefined);
    const client = { ...kafkaClientSettings(settings), clientId: 'users-topics', timeoutMs, create: true };
    const facts = await told(() => (options.check ? inspectTopics(client, names) : prepareTopics(client, names)));
    const rows = names.map((name): CheckedTopic => {
      const found = facts.topics.find((each) => each.name === name) ?? null;
      return { name, found, faults: found === null ? ['does not exist'] : topicFaults(found, shape) };
    });
    if (options.json) printJson({ topics: rows.map(toJson) });
    else console.log(table(['TOPIC', 'PARTITIONS', 'REPLICAS', 'MIN IN SYNC', 'STATE'], rows.map(toCells)));
    const wrong = rows.filter(({ faults }) => faults.length > 0).length;
    if (wrong > 0) throw new StartError(`${wrong} of ${rows.length} topics are not as they should be.`);
  },
};

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
