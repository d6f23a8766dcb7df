export { checkKafka } from './check-kafka.ts';
export type { KafkaSasl, KafkaSettings, KafkaTls } from './client.ts';
export { KafkaEventPublisher, type KafkaPublisherSettings } from './event-publisher.ts';
export { inspectTopics, type KafkaFacts, type TopicFacts } from './inspect-topics.ts';
export type { KafkaLog } from './log.ts';
export { prepareTopics, topicFaults } from './prepare-topics.ts';
export type { TopicShape } from './topics.ts';
