import { z } from '@hono/zod-openapi';
import { ReadEvents, type ReadEventsInput, TooManyStreams } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { namesEventStream } from '../negotiation.ts';
import { eventPageResource, eventQuery, toEventPage, toInput } from './event-page.ts';
import { eventStream } from './event-stream.ts';
import { readOn } from './follow.ts';
import { WaitingReaders } from './waiting-readers.ts';

const page = halResponse('A page of events, perhaps an empty one; `next` gives what comes after.', eventPageResource);
const example = 'id: WyJldmVudHMiLDEsIjEiXQ\nevent: user.created\ndata: {"specversion":"1.0",…}\n\n';
const streamed = { 'text/event-stream': { schema: z.string(), example } };

const route = operation(
  {
    method: 'get',
    path: '/events',
    operationId: 'readEvents',
    tags: ['Events'],
    summary: 'Read what happened',
    description:
      'With `events:read`: every published event, in one order, as CloudEvents. Follow `next` for ever; no event is skipped or repeated. `wait` waits for the next one; `Accept: text/event-stream` streams them, and `Last-Event-ID` goes on where a stream ended.',
    request: {
      query: eventQuery,
      headers: z.object({
        'last-event-id': z
          .string()
          .max(200)
          .optional()
          .openapi({ description: 'Id of the last event of a stream that ended: it goes on behind that one.' }),
      }),
    },
    responses: { 200: { ...page, content: { ...page.content, ...streamed } } },
  },
  { identity: 'required', errors: [...ReadEvents.errors, TooManyStreams] },
);

type Dependencies = Pick<HttpDependencies, 'readEvents' | 'logWatcher' | 'draining'>;

export function readEventsRoute(app: HttpApp, deps: Dependencies, hal: Links): void {
  const readers = new WaitingReaders();
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const streams = namesEventStream(c.req.header('accept')) && c.req.method === 'GET';
    const resumed = streams ? c.req.valid('header')['last-event-id'] : undefined;
    const given = toInput(query);
    const input: ReadEventsInput = { ...given, after: resumed || given.after };
    c.header('Vary', 'Accept');
    const first = await deps.readEvents.execute(input, contextOf(c));
    if (!streams && query.wait === 0) return c.json(toEventPage(first, query, hal), 200, asHal);
    const leave = readers.enter();
    if (streams) {
      const body = eventStream(c, deps, { input, first, source: hal.url(''), ended: leave });
      // Proxies that collect an answer before they pass it on would hold every event back.
      return c.body(body, 200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    }
    const found = await readOn(c, deps, input, first, query.wait * 1000).finally(leave);
    return c.json(toEventPage(found, query, hal), 200, asHal);
  });
}
