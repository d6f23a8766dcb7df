import { z } from 'zod';
import { encodeEvent } from './cloud-events.ts';
import { type EventType, eventSchemas } from './event-data.ts';
import { exampleOf } from './event-examples.ts';
import { eventTypes, topicOf, topicsOf } from './event-types.ts';
import { messageHeaders } from './message-headers.ts';

export interface AsyncApiOptions {
  /** Version of the service. */
  readonly version: string;
  /** `ce_source` of its events. */
  readonly source: string;
  /** The one topic that takes all events, where there is one. */
  readonly topic?: string | undefined;
  /** Brokers as `host:port`. Whoever may read the document learns them; none when left out. */
  readonly brokers?: readonly string[] | undefined;
}

const summaries: { readonly [Type in EventType]: string } = {
  'user.created': 'A user came to be: registered, created by an administrator, or imported.',
  'user.updated': 'Anything else about a user changed: `changed` names the fields, `reason` says why.',
  'user.deleted': 'A user was erased for good. Whoever holds personal data of this id erases it too.',
  'user.verification_token.created': 'A link that confirms an address was issued; `token` is sealed (compact JWE).',
  'user.password_reset.requested': 'A link that resets a password was issued; `token` is sealed (compact JWE).',
};

const guarantees = `Every change of a user, as CloudEvents 1.0 in binary mode: attributes in the headers, JSON as value.

- Delivery is at least once. A repeated event has the same \`ce_source\` and \`ce_id\`: handle each pair once.
- Within a topic the first occurrences of one user's events come in the order of \`ce_sequence\`; a repetition may come at any time after. All topics together have no gap.
- \`ce_stream\` rises when the service was restored from a backup. A higher stream is later than a lower one, whatever the sequence.
- Pass over types and properties that you do not know: new ones may be added.`;

/**
 * The AsyncAPI 3.0 document of the events, from the schemas that they are checked with. A channel is a Kafka topic; the
 * service sends, consumers receive.
 */
export function asyncApiDocument(options: AsyncApiOptions) {
  const topics = topicsOf(options.topic);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Users Service events',
      version: options.version,
      description: guarantees,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    ...(options.brokers?.length ? { servers: servers(options.brokers) } : {}),
    channels: Object.fromEntries(topics.map((topic) => [topic, channel(topic, options.topic)])),
    operations: Object.fromEntries(eventTypes.map((type) => [`send.${type}`, operation(type, options.topic)])),
    components: {
      messages: Object.fromEntries(eventTypes.map((type) => [type, message(type, options.source)])),
      schemas: { messageHeaders: jsonSchema(messageHeaders) },
    },
  };
}

function servers(brokers: readonly string[]) {
  return Object.fromEntries(brokers.map((host, index) => [`broker-${index + 1}`, { host, protocol: 'kafka' }]));
}

function channel(topic: string, singleTopic: string | undefined) {
  const types = eventTypes.filter((type) => topicOf(type, singleTopic) === topic);
  return {
    address: topic,
    description: `Kafka topic with ${singleTopic === undefined ? `each ${topic} event` : 'all events'}, keyed by user id.`,
    messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function operation(type: EventType, singleTopic: string | undefined) {
  const channelPath = `#/channels/${topicOf(type, singleTopic)}`;
  return {
    action: 'send',
    summary: summaries[type],
    channel: { $ref: channelPath },
    messages: [{ $ref: `${channelPath}/messages/${type}` }],
  };
}

function message(type: EventType, source: string) {
  const example = encodeEvent(exampleOf(type), { source });
  return {
    name: type,
    title: type,
    summary: summaries[type],
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/messageHeaders' },
    payload: jsonSchema(eventSchemas[type]),
    bindings: {
      kafka: { key: { type: 'string', format: 'uuid', description: 'User id.' }, bindingVersion: '0.5.0' },
    },
    examples: [{ name: type, headers: example.headers, payload: exampleOf(type).data }],
  };
}

/**
 * JSON Schema draft 7, which AsyncAPI's own dialect extends. As input: a reader has to accept properties that are not
 * in the schema yet.
 */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}
