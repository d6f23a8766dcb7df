import { z } from 'zod';
import type { ReceivedEvent } from './decode-event.ts';
import type { EventType } from './event-data.ts';
import type { EventHistory } from './ordered-inbox.ts';
import { decodeStructuredEvent } from './structured-event.ts';

export interface HttpFeedOptions {
  /** Public address of the service, without a slash at its end. */
  readonly url: string;
  /** An access token of an account with `events:read`; asked for before each request. */
  readonly accessToken: () => string | Promise<string>;
  /** The global one when left out. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds for each request, besides what it waits on purpose. 10,000 when left out. */
  readonly timeoutMs?: number | undefined;
}

export interface FeedPage {
  readonly events: readonly ReceivedEvent[];
  /** Address of what comes after: keep it, and go on from it. */
  readonly next: string;
  /** Events that do not fit their schema, by what is wrong with them; unknown types are passed over. */
  readonly invalid: readonly string[];
}

export interface FeedFilter {
  readonly types?: readonly EventType[] | undefined;
  readonly subject?: string | undefined;
  /** Seconds to wait for an event where there is none; 30 at most. */
  readonly wait?: number | undefined;
}

/** The feed refused. `status` 410: start over without a place, and read the users anew. */
export class FeedRefused extends Error {
  readonly status: number;
  /** The problem's; null when the answer was none. */
  readonly code: string | null;
  constructor(status: number, code: string | null) {
    super(`The feed answered ${status}${code === null ? '' : ` (${code})`}.`);
    this.name = 'FeedRefused';
    this.status = status;
    this.code = code;
  }
}

const page = z.object({
  _links: z.object({ next: z.object({ href: z.string() }) }),
  _embedded: z.object({ item: z.array(z.unknown()) }),
});
const problem = z.object({ code: z.string() });

/** Reads `GET /events` of the service. */
export class HttpFeed implements EventHistory {
  readonly #options: HttpFeedOptions;

  constructor(options: HttpFeedOptions) {
    this.#options = options;
  }

  /**
   * One page.
   *
   * @param from `next` of the page before; left out: from the oldest event that is kept
   * @throws FeedRefused, and what `fetch` throws
   */
  async read(filter: FeedFilter = {}, from?: string): Promise<FeedPage> {
    const { types, subject, wait = 0 } = filter;
    const address = from === undefined ? new URL(`${this.#options.url}/events`) : this.#ownAddress(from);
    address.searchParams.set('limit', '200');
    for (const [name, value] of Object.entries({ types: types?.join(','), subject, wait: String(wait) })) {
      if (value !== undefined) address.searchParams.set(name, value);
    }
    const body = page.parse(await this.#get(address, wait));
    const decoded = body._embedded.item.map(decodeStructuredEvent);
    return {
      events: decoded.flatMap((each) => (each.kind === 'event' ? [each.event] : [])),
      invalid: decoded.flatMap((each) => (each.kind === 'invalid' ? [each.reason] : [])),
      next: body._links.next.href,
    };
  }

  async ofUser(subject: string): Promise<readonly ReceivedEvent[]> {
    const events: ReceivedEvent[] = [];
    let next: string | undefined;
    for (;;) {
      const found: FeedPage = await this.read({ subject }, next);
      events.push(...found.events);
      if (found.events.length === 0 || found.next === next) return events;
      next = found.next;
    }
  }

  /** The token goes to the service that was configured, wherever a link points. */
  #ownAddress(link: string): URL {
    const { pathname, search } = new URL(link);
    const own = new URL(this.#options.url);
    return new URL(`${pathname}${search}`, own.origin);
  }

  async #get(address: URL, waitSeconds: number): Promise<unknown> {
    const { accessToken, fetch: ask = fetch, timeoutMs = 10_000 } = this.#options;
    const response = await ask(address, {
      headers: { accept: 'application/json', authorization: `Bearer ${await accessToken()}` },
      signal: AbortSignal.timeout(timeoutMs + waitSeconds * 1000),
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new FeedRefused(response.status, problem.safeParse(body).data?.code ?? null);
    return body;
  }
}
