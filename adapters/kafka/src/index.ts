export { checkKafka } from './check-kafka.ts';
export type { KafkaSettings } from './client.ts';
export { KafkaEventPublisher, type KafkaPublisherSettings } from './event-publisher.ts';
export { inspectTopics, type KafkaFacts, type TopicFacts } from './inspect-topics.ts';
export type { KafkaLog } from './log.ts';
export type { TopicShape } from './topics.ts';
