import type { Values } from './variables.ts';

/** Where events go; `null` and `undefined` mean: not set. */
export function kafkaSettings(values: Values) {
  return {
    brokers: values.KAFKA_BROKERS ?? [],
    topic: values.KAFKA_TOPIC ?? null,
    topics: {
      create: values.KAFKA_CREATE_TOPICS !== 'off',
      partitions: values.KAFKA_PARTITIONS,
      replicationFactor: values.KAFKA_REPLICATION_FACTOR,
      minInsyncReplicas: values.KAFKA_MIN_INSYNC_REPLICAS,
    },
    sasl: saslOf(values),
    tls:
      values.KAFKA_TLS === 'on'
        ? { ca: values.KAFKA_TLS_CA, cert: values.KAFKA_TLS_CERT, key: values.KAFKA_TLS_KEY }
        : undefined,
  } as const;
}

function saslOf({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password }: Values) {
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
}

/** Lines for values that do not fit each other: a half of a log-in must not become none. */
export function kafkaFaults(values: Values): readonly (string | false)[] {
  const { KAFKA_SASL_MECHANISM, KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_TLS, KAFKA_TLS_CA } = values;
  const { KAFKA_TLS_CERT, KAFKA_TLS_KEY, KAFKA_REPLICATION_FACTOR, KAFKA_MIN_INSYNC_REPLICAS } = values;
  const sasl = [KAFKA_SASL_MECHANISM, KAFKA_USERNAME, KAFKA_PASSWORD].filter((value) => value !== undefined);
  const pems = [KAFKA_TLS_CA, KAFKA_TLS_CERT, KAFKA_TLS_KEY].some((value) => value !== undefined);
  return [
    (sasl.length === 1 || sasl.length === 2) &&
      'KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD must be set together.',
    pems && KAFKA_TLS !== 'on' && 'KAFKA_TLS must be on for KAFKA_TLS_CA, KAFKA_TLS_CERT and KAFKA_TLS_KEY to count.',
    (KAFKA_TLS_CERT === undefined) !== (KAFKA_TLS_KEY === undefined) &&
      'KAFKA_TLS_CERT and KAFKA_TLS_KEY must be set together.',
    KAFKA_REPLICATION_FACTOR !== undefined &&
      KAFKA_MIN_INSYNC_REPLICAS !== undefined &&
      KAFKA_MIN_INSYNC_REPLICAS > KAFKA_REPLICATION_FACTOR &&
      'KAFKA_MIN_INSYNC_REPLICAS must not be above KAFKA_REPLICATION_FACTOR: such a topic takes no events.',
  ];
}
