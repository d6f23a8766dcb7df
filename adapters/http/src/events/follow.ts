import type { EventPage, ReadEventsInput } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpContext } from '../frame/environment.ts';

export type FollowDependencies = Pick<HttpDependencies, 'readEvents' | 'logWatcher' | 'draining'>;

/** Whoever waits is asked so often whether they still may: a token that was revoked bites within about two seconds. */
const askAgainMs = 1000;

/**
 * Reads on from a page until there are events, the time is over, the reader is gone or the process stops.
 *
 * @param input what is read; its `after` is not looked at
 * @returns the last page that was read, perhaps an empty one
 * @throws NotAuthenticated, Forbidden once the caller may read no more; CursorExpired, DependencyUnavailable
 */
export async function readOn(
  c: HttpContext,
  { readEvents, logWatcher, draining }: FollowDependencies,
  input: ReadEventsInput,
  from: EventPage,
  waitMs: number,
): Promise<EventPage> {
  const deadline = performance.now() + waitMs;
  let page = from;
  while (page.items.length === 0) {
    const left = deadline - performance.now();
    if (left <= 0 || draining() || c.req.raw.signal.aborted) break;
    if (page.endsAt !== null) await logWatcher.beyond(page.endsAt, Math.min(left, askAgainMs));
    c.set('actor', await c.var.identify(c));
    page = await readEvents.execute({ ...input, after: page.next }, contextOf(c));
  }
  return page;
}
