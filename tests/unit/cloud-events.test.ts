import {
  type DecodedMessage,
  decodeEvent,
  type EventType,
  encodeEvent,
  eventSchemas,
  eventTypes,
  type KafkaRecord,
  type PublishableEvent,
} from '@users/events';
import { exampleOf } from '@users/events/event-examples';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const source = 'https://users.example.com';
const encodedExample = (type: EventType = 'user.created') => encodeEvent(exampleOf(type), { source });

describe('an event as a Kafka message', () => {
  it('has its attributes in the headers, the bare data as value and the user as key', () => {
    const event = exampleOf('user.created');
    const record = encodeEvent(event, { source });
    expect(record.key).toBe(event.subject);
    expect(record.value.toString('utf8')).toBe(JSON.stringify(event.data));
    expect(record.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: source,
      ce_type: 'user.created',
      ce_subject: event.subject,
      ce_time: '2026-03-14T09:26:53.589Z',
      ce_sequence: '1',
      ce_stream: '1',
      'content-type': 'application/json',
      traceparent: event.traceparent,
    });
  });

  it('has no traceparent header when nothing was traced', () => {
    const record = encodeEvent({ ...exampleOf('user.deleted'), traceparent: null }, { source });
    expect(Object.keys(record.headers)).not.toContain('traceparent');
    expect(received(decodeEvent(record)).traceparent).toBeNull();
  });

  it('is the same bytes after the data went through a store as JSON', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const stored: PublishableEvent = { ...event, data: JSON.parse(JSON.stringify(event.data)) };
        expect(encodeEvent(stored, { source }).value.equals(encodeEvent(event, { source }).value)).toBe(true);
      }),
    );
  });
});

describe('a Kafka message as an event', () => {
  it('gives back what was encoded, for every type, headers as bytes or as text', () => {
    fc.assert(
      fc.property(anyEvent, fc.boolean(), (event, asBytes) => {
        const record = encodeEvent(event, { source });
        expect(received(decodeEvent(asBytes ? withByteHeaders(record) : record))).toEqual({ ...event, source });
      }),
    );
  });

  it('is told by its type', () => {
    const event = received(decodeEvent(encodedExample('user.updated')));
    if (event.type !== 'user.updated') throw new Error(`it became a ${event.type}`);
    expect(event.data.changed).toEqual(['status', 'email_verified']);
  });

  it('may have properties and headers that came later', () => {
    const record = encodedExample();
    const data = { ...exampleOf('user.created').data, nickname: 'ada' };
    const decoded = decodeEvent({
      value: JSON.stringify(data),
      headers: { ...record.headers, ce_dataschema: 'https://example.com/schema' },
    });
    expect(received(decoded).data).toEqual(exampleOf('user.created').data);
  });

  it('of a later type is named, not refused', () => {
    const record = encodedExample();
    const decoded = decodeEvent({ ...record, headers: { ...record.headers, ce_type: 'user.merged' } });
    expect(decoded).toEqual({ kind: 'unknown_type', type: 'user.merged', id: record.headers.ce_id, source });
  });

  it.each(['__proto__', 'constructor', 'toString'])('of type %s is of an unknown type', (type) => {
    const record = encodedExample();
    expect(decodeEvent({ ...record, headers: { ...record.headers, ce_type: type } }).kind).toBe('unknown_type');
  });

  it.each(Object.keys(encodedExample().headers).filter((name) => name !== 'traceparent'))(
    'without the header %s is invalid, and the reason names it',
    (name) => {
      const record = encodedExample();
      const headers = { ...record.headers, [name]: undefined };
      expect(decodeEvent({ ...record, headers })).toEqual({
        kind: 'invalid',
        reason: expect.stringContaining(`headers/${name}`),
      });
    },
  );

  it.each([
    ['a sequence that is no number', { ce_sequence: '1x' }],
    ['a negative stream', { ce_stream: '-1' }],
    ['a subject that is no user id', { ce_subject: 'ada' }],
    ['another version of CloudEvents', { ce_specversion: '2.0' }],
    ['a structured CloudEvent', { 'content-type': 'application/cloudevents+json' }],
    ['a header given twice', { ce_id: ['one', 'two'] }],
    ['a time without a zone', { ce_time: '2026-03-14T09:26:53' }],
  ])('with %s is invalid', (_, header) => {
    const record = encodedExample();
    expect(decodeEvent({ ...record, headers: { ...record.headers, ...header } }).kind).toBe('invalid');
  });

  it.each([
    ['nothing (a tombstone)', null],
    ['not JSON', '{'],
    ['not UTF-8', Buffer.from(encodedExample().value.toString('latin1').replace('Ada', 'Ad\xe9'), 'latin1')],
    ['JSON that is no object', 'null'],
    ['data of another type', encodedExample('user.deleted').value],
  ])('whose value is %s is invalid', (_, value) => {
    expect(decodeEvent({ ...encodedExample(), value }).kind).toBe('invalid');
  });

  it('never throws, and its reasons never repeat contents', () => {
    const record = encodedExample();
    const headers = fc.dictionary(fc.constantFrom(...Object.keys(record.headers)), fc.constant('s3cret'));
    const value = fc.constantFrom('s3cret', '{"id":"s3cret","email":5}', null);
    fc.assert(
      fc.property(headers, value, (broken, text) => {
        const decoded = decodeEvent({
          headers: { ...record.headers, ...broken, ce_type: 'user.created' },
          value: text,
        });
        expect(decoded.kind).toBe('invalid');
        expect(JSON.stringify(decoded)).not.toContain('s3cret');
      }),
    );
    expect(decodeEvent({ value: null }).kind).toBe('invalid');
  });
});

function received(decoded: DecodedMessage) {
  if (decoded.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(decoded)}`);
  return decoded.event;
}

/** Headers as clients give them back. */
function withByteHeaders({ value, headers }: KafkaRecord) {
  return {
    value,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  };
}

const time = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
const isoTime = time.map((date) => date.toISOString());
const text = fc.string({ unit: 'grapheme' });
const person = { email: text, full_name: text, locale: text };
const snapshot = {
  id: fc.uuid(),
  ...person,
  status: fc.constantFrom(...eventSchemas['user.created'].shape.status.options),
  roles: fc.array(text),
  email_verified: fc.boolean(),
  created_at: isoTime,
  updated_at: isoTime,
  version: fc.nat(),
};
const link = { user_id: fc.uuid(), ...person, expires_at: isoTime, token: text };
const purpose = fc.constantFrom(...eventSchemas['user.verification_token.created'].shape.purpose.options);

const anyData: { readonly [Type in EventType]: fc.Arbitrary<PublishableEvent['data']> } = {
  'user.created': fc.record(snapshot),
  'user.updated': fc.record({ ...snapshot, changed: fc.array(text), reason: text }),
  'user.deleted': fc.record({ id: fc.uuid(), deleted_at: isoTime }),
  'user.verification_token.created': fc.record({ ...link, purpose }),
  'user.password_reset.requested': fc.record(link),
};

const anyEvent: fc.Arbitrary<PublishableEvent> = fc.constantFrom(...eventTypes).chain((type) =>
  fc.record({
    id: fc.uuid({ version: 7 }),
    type: fc.constant(type),
    subject: fc.uuid(),
    sequence: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    stream: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    time,
    traceparent: fc.option(fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')),
    data: anyData[type],
  }),
);
