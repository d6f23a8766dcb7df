import { asyncApiDocument, eventSchemas, eventTypes } from '@users/events';
import { exampleOf } from '@users/events/event-examples';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

const options = { version: '1.2.3', source: 'https://users.example.com' };

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument(options);

  it('has a channel per topic, each event type in its own', () => {
    const channels = Object.values(document.channels).map((channel) => [
      channel.address,
      Object.keys(channel.messages),
    ]);
    expect(channels).toEqual(eventTypes.map((type) => [type, [type]]));
  });

  it('has one channel for all where one topic takes all', () => {
    const { channels, operations } = asyncApiDocument({ ...options, topic: 'users' });
    expect(Object.values(channels).map(({ address }) => address)).toEqual(['users']);
    expect(Object.keys(channels.users?.messages ?? {})).toEqual(eventTypes);
    expect(Object.values(operations).map(({ channel }) => channel.$ref)).toEqual(
      eventTypes.map(() => '#/channels/users'),
    );
  });

  it('sends every event type', () => {
    const sent = Object.values(document.operations).map(({ action, messages }) => [action, messages[0]?.$ref]);
    expect(sent).toEqual(eventTypes.map((type) => ['send', `#/channels/${type}/messages/${type}`]));
  });

  it('names brokers only when told to', () => {
    expect(document).not.toHaveProperty('servers');
    expect(asyncApiDocument({ ...options, brokers: [] })).not.toHaveProperty('servers');
    expect(asyncApiDocument({ ...options, brokers: ['a:9092', 'b:9092'] }).servers).toEqual({
      'broker-1': { host: 'a:9092', protocol: 'kafka' },
      'broker-2': { host: 'b:9092', protocol: 'kafka' },
    });
  });

  it.each(eventTypes)('has an example of %s that fits its schemas, and schemas that refuse others', (type) => {
    const message = document.components.messages[type];
    const [example] = message?.examples ?? [];
    const fitsPayload = compile(message?.payload);
    const fitsHeaders = compile(document.components.schemas.messageHeaders);
    expect(fitsPayload(example?.payload), JSON.stringify(fitsPayload.errors)).toBe(true);
    expect(fitsHeaders(example?.headers), JSON.stringify(fitsHeaders.errors)).toBe(true);
    for (const property of Object.keys(eventSchemas[type].shape)) {
      const lacking = Object.entries(exampleOf(type).data).filter(([name]) => name !== property);
      expect(fitsPayload(Object.fromEntries(lacking)), `without ${property}`).toBe(false);
    }
  });

  it('lets readers accept properties that come later', () => {
    for (const type of eventTypes) {
      const fits = compile(document.components.messages[type]?.payload);
      expect(fits({ ...exampleOf(type).data, later: 1 })).toBe(true);
    }
  });
});

function compile(schema: Record<string, unknown> | undefined): ValidateFunction {
  const ajv = new Ajv({ strict: true });
  addFormats.default(ajv);
  return ajv.compile(schema ?? false);
}
