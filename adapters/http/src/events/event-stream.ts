import type { EventPage, ReadEventsInput } from '@users/application';
import { toStructuredEvent } from '@users/events';
import type { HttpContext } from '../frame/environment.ts';
import { type FollowDependencies, readOn } from './follow.ts';

/** A line so often keeps proxies from taking the connection for a dead one, and the reader's place up to date. */
const heartbeatMs = 15_000;
/** For the reader: wait so long before connecting again. */
const retryMs = 2000;

interface StreamOptions {
  readonly input: ReadEventsInput;
  readonly first: EventPage;
  /** `ce_source` */
  readonly source: string;
  /** Called once, when the stream ends for whatever reason. */
  readonly ended: () => void;
}

/**
 * Server-sent events (HTML Living Standard §9.2): `id` is the cursor, so a reader that comes back with Last-Event-ID goes
 * on where it was. Events are read only as fast as the reader takes them. The stream ends when the process stops, or
 * the caller may read no more; the answer to the next connection says why.
 */
export function eventStream(c: HttpContext, deps: FollowDependencies, options: StreamOptions): ReadableStream {
  const { input, first, source, ended } = options;
  const encoder = new TextEncoder();
  let page = first;
  let begun = false;
  return new ReadableStream({
    async pull(controller) {
      try {
        if (begun) page = await readOn(c, deps, input, { ...page, items: [] }, heartbeatMs);
        const opening = begun ? '' : `retry: ${retryMs}\n\n`;
        begun = true;
        controller.enqueue(encoder.encode(`${opening}${page.items.length > 0 ? frames(page, source) : alive(page)}`));
        if (!deps.draining()) return;
      } catch {
        // What is wrong is told to the next connection, by a status.
      }
      ended();
      controller.close();
    },
    cancel: () => ended(),
  });
}

/** JSON has no line ends of its own. */
function frames({ items }: EventPage, source: string): string {
  return items
    .map(({ event, cursor }) => {
      const data = JSON.stringify(toStructuredEvent(event, { source }));
      return `id: ${cursor}\nevent: ${event.type}\ndata: ${data}\n\n`;
    })
    .join('');
}

/** Without data nothing is dispatched, but the reader's place moves on past events that it does not want. */
function alive({ next }: EventPage): string {
  return `: no event\nid: ${next}\n\n`;
}
