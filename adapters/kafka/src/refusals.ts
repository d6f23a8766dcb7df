import kafkajs from 'kafkajs';

// Node finds no names in what kafkajs spreads into its exports.
const { KafkaJSAggregateError, KafkaJSProtocolError } = kafkajs;

/** Kafka refuses what it was given, not whoever gave it: trying again changes nothing. */
export interface KafkaRefusal {
  /** `record`: one of the records, or all of them together, are too large or not valid. `topic`: a topic is bad. */
  readonly about: 'record' | 'topic';
  /** Kafka's name of it and what it means, for an operator. */
  readonly reason: string;
}

const refusals: Readonly<Record<string, KafkaRefusal>> = {
  MESSAGE_TOO_LARGE: { about: 'record', reason: 'larger than the broker or the topic takes (MESSAGE_TOO_LARGE)' },
  RECORD_LIST_TOO_LARGE: { about: 'record', reason: 'larger than a segment of the topic (RECORD_LIST_TOO_LARGE)' },
  INVALID_RECORD: { about: 'record', reason: 'refused by a rule of the broker or the topic (INVALID_RECORD)' },
  INVALID_TIMESTAMP: { about: 'record', reason: 'its time is out of the range of the topic (INVALID_TIMESTAMP)' },
  UNKNOWN_TOPIC_OR_PARTITION: { about: 'topic', reason: 'the topic does not exist (UNKNOWN_TOPIC_OR_PARTITION)' },
  INVALID_TOPIC_EXCEPTION: { about: 'topic', reason: 'Kafka takes no topic of this name (INVALID_TOPIC_EXCEPTION)' },
  TOPIC_AUTHORIZATION_FAILED: {
    about: 'topic',
    reason: 'this service may not write to the topic (TOPIC_AUTHORIZATION_FAILED)',
  },
};

/** Reason for an event of a topic that is known not to exist. */
export const missingTopic = refusals.UNKNOWN_TOPIC_OR_PARTITION?.reason ?? '';

/** The refusal behind an error of kafkajs; null when Kafka or the way to it is at fault. */
export function refusalOf(error: unknown): KafkaRefusal | null {
  const type = typeOf(error);
  return type !== undefined && Object.hasOwn(refusals, type) ? (refusals[type] ?? null) : null;
}

/** Kafka's name of an error, also of one that was wrapped after some tries; of several the first. */
export function typeOf(error: unknown): string | undefined {
  if (error instanceof KafkaJSAggregateError) return error.errors.map(typeOf).find((type) => type !== undefined);
  for (let each = error; each instanceof Error; each = each.cause) {
    // kafkajs knows the codes up to Kafka 2.4; 87 came then (KIP-467).
    if (each instanceof KafkaJSProtocolError && / code 87$/.test(each.message)) return 'INVALID_RECORD';
    if ('type' in each && typeof each.type === 'string') return each.type;
  }
  return undefined;
}
