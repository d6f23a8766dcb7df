import { topicsOf } from '@users/events';
import type { KafkaFacts, TopicFacts } from '@users/kafka';
import type { Config } from '../../config/config.ts';
import { kafkaClientSettings } from '../../resources/kafka.ts';
import { type Finding, failed, fine, off, reasonOf, warned } from './finding.ts';

const timeoutMs = 5000;

/** Kafka, and the topics that events go to. */
export async function checkEvents(config: Config): Promise<readonly Finding[]> {
  const { kafka } = config;
  if (kafka.brokers.length === 0) return [off('Kafka', 'not configured: events are logged in PostgreSQL')];
  const { inspectTopics } = await import('@users/kafka');
  try {
    const settings = { ...kafkaClientSettings(config), clientId: 'users-doctor', timeoutMs };
    const facts = await inspectTopics(settings, topicsOf(kafka.topic ?? undefined));
    return [fine('Kafka', `answers, ${counted(facts.brokers, 'broker')}`), ...topicFindings(facts)];
  } catch (error) {
    const remedy = 'Start Kafka, or mend KAFKA_BROKERS; events wait in the outbox until then.';
    return [failed('Kafka', reasonOf(error), remedy)];
  }
}

/** What is wrong with the topics, each thing with the topics that it is wrong with; one line when nothing is. */
export function topicFindings({ brokers, topics, missing, createRefusal }: KafkaFacts): readonly Finding[] {
  const findings = [...missingFindings(missing, createRefusal, brokers), ...troubles(topics, brokers)];
  if (findings.some(({ status }) => status !== 'off')) return findings;
  const [first] = topics;
  return first === undefined ? findings : [fine('topics', topics.map(shape).join('; ')), ...findings];
}

function missingFindings(missing: readonly string[], refusal: string | null, brokers: number): readonly Finding[] {
  if (missing.length === 0) return [];
  if (refusal === null) return [off('topics', `missing, made at the first event: ${missing.join(', ')}`)];
  const replicas = Math.min(brokers, 3);
  const commands = missing.map(
    (name) => `kafka-topics --create --topic ${name} --partitions 6 --replication-factor ${replicas}`,
  );
  const remedy = `Allow this service to create topics, or make them: ${commands.join(' && ')}`;
  return [failed('topics', `missing, and we may not make them (${refusal}): ${missing.join(', ')}`, remedy)];
}

function troubles(topics: readonly TopicFacts[], brokers: number): readonly Finding[] {
  const about = (wrong: (topic: TopicFacts) => boolean): string =>
    topics
      .filter(wrong)
      .map(({ name }) => name)
      .join(', ');
  const leaderless = about((topic) => topic.leaderless > 0);
  const stuck = about((topic) => topic.leaderless === 0 && topic.inSync < (topic.minInSync ?? 0));
  const single = about((topic) => topic.replicas === 1 && brokers > 1);
  const rigid = about((topic) => topic.replicas > 1 && topic.replicas <= (topic.minInSync ?? 0));
  const acknowledged = about((topic) => topic.replicas > 2 && topic.minInSync === 1);
  const found: (Finding | false)[] = [
    leaderless !== '' &&
      failed('topics', `partitions without a leader: ${leaderless}`, 'Start the brokers that hold them.'),
    stuck !== '' &&
      failed(
        'topics',
        `fewer replicas in sync than min.insync.replicas, nothing can be published: ${stuck}`,
        'Start the brokers that are missing.',
      ),
    single !== '' &&
      warned('topics', `one replica: a lost broker loses events: ${single}`, 'Raise the replication factor to 3.'),
    rigid !== '' &&
      warned(
        'topics',
        `as many replicas must be in sync as there are, so no broker may be down: ${rigid}`,
        'Set min.insync.replicas one below the replication factor.',
      ),
    acknowledged !== '' &&
      warned(
        'topics',
        `min.insync.replicas is 1: an event may be acknowledged by one broker and lost with it: ${acknowledged}`,
        'Set min.insync.replicas to 2.',
      ),
  ];
  return found.filter((finding) => finding !== false);
}

function shape({ name, partitions, replicas, minInSync }: TopicFacts): string {
  const needed = minInSync === null ? '' : `, ${minInSync} must be in sync`;
  return `${name} (${counted(partitions, 'partition')}, ${counted(replicas, 'replica')}${needed})`;
}

function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
