import { asKafka, createClient, type KafkaSettings } from './client.ts';
import { inspectTopics, type KafkaFacts, type TopicFacts } from './inspect-topics.ts';
import { ensureTopics, type TopicShape } from './topics.ts';

/**
 * Creates what is missing, then looks.
 *
 * @throws DependencyUnavailable when Kafka cannot be reached in time or refuses the shape; its cause tells
 */
export async function prepareTopics(
  settings: KafkaSettings & TopicShape,
  topics: readonly string[],
): Promise<KafkaFacts> {
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
  const { partitions, replicas, minInSync } = facts;
  const rows = [
    ['partitions', partitions, wanted.partitions],
    ['replicas', replicas, wanted.replicationFactor],
    ['min.insync.replicas', minInSync, wanted.minInsyncReplicas],
  ] as const;
  const differences = rows.flatMap(([name, is, should]) =>
    should === undefined || is === null || is === should ? [] : [`${name} is ${is}, not ${should}`],
  );
  const starved = minInSync !== null && minInSync > replicas;
  return starved
    ? [...differences, 'takes no events: min.insync.replicas is above the number of replicas']
    : differences;
}
