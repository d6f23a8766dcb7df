import { z } from 'zod';
import {
  type EventType,
  passwordResetRequested,
  userCreated,
  userDeleted,
  userUpdated,
  verificationTokenCreated,
} from './event-data.ts';
import { isEventType } from './event-types.ts';
import { messageHeaders } from './message-headers.ts';

/** Type and data in step. Properties that this version does not know are dropped, so that new ones may be added. */
export const typedData = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user.created'), data: userCreated }),
  z.object({ type: z.literal('user.updated'), data: userUpdated }),
  z.object({ type: z.literal('user.deleted'), data: userDeleted }),
  z.object({ type: z.literal('user.verification_token.created'), data: verificationTokenCreated }),
  z.object({ type: z.literal('user.password_reset.requested'), data: passwordResetRequested }),
]);

/** An event as a consumer gets it; `type` tells the shape of `data`. */
export type ReceivedEvent = z.infer<typeof typedData> & {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly sequence: number;
  readonly stream: number;
  readonly time: Date;
  readonly traceparent: string | null;
  /** The user was erased since: the personal data is blank. Only the feed knows; on Kafka events stay as they were. */
  readonly scrubbed?: true;
};
export type ReceivedEventOf<Type extends EventType> = Extract<ReceivedEvent, { type: Type }>;

/** A message as Kafka clients give it. */
export interface KafkaMessage {
  readonly value: Uint8Array | string | null;
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>> | undefined;
}
type HeaderValue = Uint8Array | string;

/** What became of a message; a consumer passes over `unknown_type` and looks into `invalid`. */
export type DecodedMessage =
  | { readonly kind: 'event'; readonly event: ReceivedEvent }
  /** A type that came after this version of the package. */
  | { readonly kind: 'unknown_type'; readonly type: string; readonly id: string; readonly source: string }
  /** Not one of our messages, or broken. `reason` names places, never contents. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a message and checks it against the schema of its type. Never throws. */
export function decodeEvent(message: KafkaMessage): DecodedMessage {
  const headers = messageHeaders.safeParse(textHeaders(message));
  if (!headers.success) return invalidEvent('headers', headers.error);
  const { ce_type: type, ce_id: id, ce_source: source, ...rest } = headers.data;
  if (!isEventType(type)) return { kind: 'unknown_type', type, id, source };

  const parsed = typedData.safeParse({ type, data: json(message.value) });
  if (!parsed.success) return invalidEvent('value', parsed.error);
  const attributes = {
    id,
    source,
    subject: rest.ce_subject,
    sequence: Number(rest.ce_sequence),
    stream: Number(rest.ce_stream),
    time: new Date(rest.ce_time),
    traceparent: rest.traceparent ?? null,
  };
  return { kind: 'event', event: { ...attributes, ...parsed.data } };
}

/** Headers are bytes or text, depending on the client. One that is given twice is ambiguous and left as it is. */
function textHeaders(message: KafkaMessage): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message.headers ?? {}).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
    ]),
  );
}

/** Undefined for what is not JSON in UTF-8, which no schema accepts. */
function json(value: Uint8Array | string | null): unknown {
  try {
    if (value === null) return undefined;
    return JSON.parse(typeof value === 'string' ? value : new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch {
    return undefined;
  }
}

/** Names places, never contents. */
export function invalidEvent(part: string, error: z.ZodError): DecodedMessage {
  const places = error.issues.map((issue) => `${[part, ...issue.path].join('/')}: ${issue.code}`);
  return { kind: 'invalid', reason: places.join(', ') };
}
