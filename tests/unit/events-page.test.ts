import { readFileSync } from 'node:fs';
import { eventSchemas, eventTypes, messageHeaders } from '@users/events';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');

/** First cell → whole row, of each table row that begins with a name in code. */
const rows = new Map([...page.matchAll(/^\| `([^`]+)` \|.*$/gm)].map(([row, name]) => [name ?? '', row]));
const documentedTypes = [...rows.keys()].filter((name) => name.startsWith('user.'));
const documentedHeaders = [...rows.keys()].filter((name) => !name.startsWith('user.'));

describe('the page on events', () => {
  it('has a row for each event type, and for no other', () => {
    expect(documentedTypes.toSorted()).toEqual(eventTypes.toSorted());
  });

  it('has a row for each header, and for no other', () => {
    expect(documentedHeaders.toSorted()).toEqual(Object.keys(messageHeaders.shape).toSorted());
  });

  it.each(eventTypes)('names every property of %s', (type) => {
    const named = [...(rows.get(type) ?? '').matchAll(/`([a-z_]+)`/g)].map(([, name]) => name);
    // `user.updated` is told as the user, which the row before lists, and what is added.
    const snapshot = type === 'user.updated' ? Object.keys(eventSchemas['user.created'].shape) : [];
    expect([...new Set([...named, ...snapshot])].toSorted()).toEqual(Object.keys(eventSchemas[type].shape).toSorted());
  });
});
