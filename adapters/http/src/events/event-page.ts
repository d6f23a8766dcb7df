import { z } from '@hono/zod-openapi';
import type { EventPage, ReadEventsInput } from '@users/application';
import { eventTypes, isEventType, structuredEvent, toStructuredEvent } from '@users/events';
import { exampleOf } from '@users/events/event-examples';
import { userId } from '../fields.ts';
import { exampleLinks, links } from '../hal.ts';
import type { Links, LinkSet } from '../links.ts';

const typeNames = eventTypes.join(',');

/** Unknown parameters are refused: a filter that is mistyped must not give everything. */
export const eventQuery = z.strictObject({
  after: z.string().min(1).max(200).optional().openapi({
    description: 'From the link to the next page; opaque. Absent: from the oldest event that is kept.',
  }),
  limit: wholeNumber(1, 200).default(100).openapi({ description: 'How many events at most.', example: 100 }),
  types: z
    .string()
    .max(1000)
    .refine((text) => text.split(',').every(isEventType), { error: `must be some of ${typeNames}, parted by commas` })
    .optional()
    .openapi({ description: 'Only these, parted by commas.', example: 'user.created,user.deleted' }),
  subject: userId.optional().openapi({ description: 'Only what happened to this user.' }),
  wait: wholeNumber(0, 30).default(0).openapi({
    description: 'When there is nothing: so many seconds at most, until there is something.',
    example: 20,
  }),
});

/** JavaScript also takes ` 1`, `0x2` and `1e1` for numbers; the API document does not. */
function wholeNumber(min: number, max: number) {
  const decimal = (text: unknown) => (typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : Number.NaN);
  return z.preprocess(decimal, z.number().int().min(min).max(max));
}

export type EventQuery = z.output<typeof eventQuery>;

export function toInput({ after, limit, types, subject }: EventQuery): ReadEventsInput {
  const wanted = types === undefined ? null : types.split(',').filter(isEventType);
  return { after: after ?? null, limit, subject: subject ?? null, types: wanted };
}

// Made anew: the library adds `openapi` to schemas that are made after it was loaded.
const cloudEvent = z.object(structuredEvent.shape).openapi('CloudEvent', {
  description: 'CloudEvents 1.0, JSON format. `data` has the schema of its type in /asyncapi.json.',
});

export const eventPageResource = z
  .object({
    _links: links,
    _embedded: z.object({ item: z.array(cloudEvent) }),
  })
  .openapi('EventPage', {
    example: {
      _links: exampleLinks({
        self: '/events?limit=1',
        next: '/events?limit=1&after=WyJldmVudHMiLDEsIjEiXQ',
      }),
      _embedded: { item: [toStructuredEvent(exampleOf('user.created'), { source: 'https://users.example.com' })] },
    },
  });

export function toEventPage(page: EventPage, query: EventQuery, hal: Links): z.input<typeof eventPageResource> {
  return {
    _links: pageLinks(query, page.next, hal),
    _embedded: { item: page.items.map(({ event }) => toStructuredEvent(event, { source: hal.url('') })) },
  };
}

/** `next` is always there: it gives what comes after this page, now or later. */
function pageLinks({ after, ...query }: EventQuery, next: string, hal: Links): LinkSet {
  const page = (title: string, place: string | undefined) => {
    const parameters = Object.entries({ ...query, ...(place && { after: place }) }).filter(([, value]) => value);
    return {
      href: hal.url(`/events?${new URLSearchParams(parameters.map(([name, value]) => [name, String(value)]))}`),
      title,
    };
  };
  return { self: page('This page', after), next: page('What comes after', next) };
}
