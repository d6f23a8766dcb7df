export { checkKafka } from './check-kafka.ts';
export type { KafkaSasl, KafkaSettings, KafkaTls } from './client.ts';
export { KafkaEventPublisher, type KafkaPublisherSettings } from './event-publisher.ts';
export { inspectTopics, prepareTopics, type TopicFacts, topicFaults } from './inspect-topics.ts';
export type { KafkaLog } from './log.ts';
export type { TopicShape } from './topics.ts';
