import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { asyncApiDocument } from '@users/events';
import { describe, expect, it } from 'vitest';

// Apart from the fast tests: the parser alone takes over a second to load.
describe('the AsyncAPI document, read by the reference parser', () => {
  it.each([
    ['with a topic per event type', {}],
    [
      'with one topic for all',
      { topic: 'users.events', brokers: ['kafka-1.example.com:9092', 'kafka-2.example.com:9092'] },
    ],
  ])('is valid %s', async (_, options) => {
    const document = asyncApiDocument({ version: '1.2.3', source: 'https://users.example.com', ...options });
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    // What is left is a hint that AsyncAPI 3.1 exists.
    expect(diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning)).toEqual([]);
  });
});
