import type { EventPublisher } from '@users/application';
import type { KafkaSettings, TopicShape } from '@users/kafka';
import type { Config } from '../config/config.ts';
import type { Closers } from '../run/closers.ts';
import type { Logger } from '../run/logger.ts';
import type { Readiness } from '../run/readiness.ts';

/** Without Kafka the relay has nothing to send: it moves events to the log. */
const logOnly: EventPublisher = { publish: async () => [] };

/**
 * How this service talks to Kafka. A send that gets no answer is given up after four seconds: the relay then gives its
 * lease up, and another one has a try within five.
 */
export function kafkaClientSettings({ kafka }: Config): KafkaSettings & TopicShape {
  const { brokers, sasl, tls, topics } = kafka;
  return { brokers, clientId: 'users', timeoutMs: 4000, sasl, tls, ...topics };
}

/** The publisher; it connects at the first event and again whenever Kafka was away. */
export async function openKafka(
  config: Config,
  closers: Closers,
  log: Logger,
  readiness: Readiness,
): Promise<EventPublisher> {
  if (config.kafka.brokers.length === 0) return logOnly;
  const { checkKafka, KafkaEventPublisher } = await import('@users/kafka');
  const settings = kafkaClientSettings(config);
  const publisher = new KafkaEventPublisher({
    ...settings,
    source: config.http.publicUrl,
    topic: config.kafka.topic ?? undefined,
    log: (level, message, fields) => log[level](fields, message),
  });
  closers.add('Kafka connection', () => publisher.close());
  readiness.add('kafka', { needed: false, check: () => checkKafka({ ...settings, timeoutMs: 1500 }) });
  return publisher;
}
