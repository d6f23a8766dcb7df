import { hostPort, integer, list, oneOf, pem, text, topic } from './fields.ts';
import type { Variable } from './variable.ts';

/** Where events go, and how this service shows there who it is. */
export const kafkaVariables = {
  KAFKA_BROKERS: {
    schema: list(hostPort),
    meaning: 'Kafka 3.7 or newer: host:port,…',
    fallback: 'events go to the log in PostgreSQL only',
  },
  KAFKA_TOPIC: {
    schema: topic,
    meaning: 'One topic for all events, for consumers that need one order over all types.',
    fallback: 'a topic for each type',
  },
  KAFKA_CREATE_TOPICS: {
    schema: oneOf('on', 'off'),
    meaning: 'off: the relay makes no topics; `users topic create` does, or whoever runs Kafka.',
    fallback: 'on',
  },
  KAFKA_PARTITIONS: {
    schema: integer(1, 10_000),
    meaning: 'Partitions of a topic that is made.',
    fallback: "the cluster's own",
  },
  KAFKA_REPLICATION_FACTOR: {
    schema: integer(1, 99),
    meaning: 'Replicas of a topic that is made.',
    fallback: "the cluster's own",
  },
  KAFKA_MIN_INSYNC_REPLICAS: {
    schema: integer(1, 99),
    meaning: 'Replicas that must have an event before it counts as published, for a topic that is made.',
    fallback: "the cluster's own",
  },
  KAFKA_SASL_MECHANISM: {
    schema: oneOf('plain', 'scram-sha-256', 'scram-sha-512'),
    meaning: 'How to log in at the brokers, with KAFKA_USERNAME and KAFKA_PASSWORD.',
    fallback: 'none',
  },
  KAFKA_USERNAME: { schema: text, meaning: 'Name for SASL.', fallback: 'none' },
  KAFKA_PASSWORD: { schema: text, meaning: 'Password for SASL.', fallback: 'none', secret: true },
  KAFKA_TLS: {
    schema: oneOf('on', 'off'),
    meaning: 'on: connections are encrypted, brokers verified.',
    fallback: 'off',
  },
  KAFKA_TLS_CA: {
    schema: pem,
    meaning: 'Authorities that sign the certificates of brokers (PEM).',
    fallback: 'those that Node knows',
    secret: true,
  },
  KAFKA_TLS_CERT: {
    schema: pem,
    meaning: 'Certificate of this service (PEM), where brokers ask for one.',
    fallback: 'none',
    secret: true,
  },
  KAFKA_TLS_KEY: { schema: pem, meaning: 'Private key of that certificate (PEM).', fallback: 'none', secret: true },
} as const satisfies Record<string, Variable>;
