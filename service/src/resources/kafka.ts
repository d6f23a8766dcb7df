import type { EventPublisher } from '@users/application';
import { checkKafka, KafkaEventPublisher } from '@users/kafka';
import type { Config } from '../config/config.ts';
import type { Closers } from '../run/closers.ts';
import type { Logger } from '../run/logger.ts';
import type { Readiness } from '../run/readiness.ts';

/** Without Kafka the relay has nothing to send: it moves events to the log. */
const logOnly: EventPublisher = { publish: async () => {} };

/** The publisher; it connects at the first event and again whenever Kafka was away. */
export function openKafka(config: Config, closers: Closers, log: Logger, readiness: Readiness): EventPublisher {
  const { brokers, topic } = config.kafka;
  if (brokers.length === 0) return logOnly;
  const settings = { brokers, clientId: 'users', timeoutMs: 5000 };
  const publisher = new KafkaEventPublisher({
    ...settings,
    source: config.http.publicUrl,
    topic: topic ?? undefined,
    log: (level, message, fields) => log[level](fields, message),
  });
  closers.add('Kafka connection', () => publisher.close());
  readiness.add('kafka', { needed: false, check: () => checkKafka({ ...settings, timeoutMs: 1500 }) });
  return publisher;
}
