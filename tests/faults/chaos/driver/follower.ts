import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, type Answer } from '../../../support/api-client.ts';
import type { Credentials } from './administrator.ts';

const answerWithinMs = 9_000;

/** Reads `GET /events` from its beginning, at whichever instance answers; small pages, for there are mistakes between two. */
export class Follower {
  readonly #instances: readonly ApiClient[];
  readonly #credentials: Credentials;
  readonly #events: { readonly id: string }[];
  #turn = 0;
  #token = '';
  /** Where it goes on; an answer that is lost is asked for again. */
  #next = '/events?limit=50';

  /** @param events where those that it reads are added */
  constructor(urls: readonly string[], credentials: Credentials, events: { readonly id: string }[]) {
    this.#instances = urls.map((url) => new ApiClient(url));
    this.#credentials = credentials;
    this.#events = events;
  }

  /** Waits for what comes next while `going` says so. */
  async follow(going: () => boolean): Promise<void> {
    while (going()) {
      const found = await this.#page('2');
      if (found === null) await delay(200);
    }
  }

  /** Reads on until nothing more comes. @throws Error when the feed does not answer any more */
  async toTheEnd(): Promise<void> {
    for (let failures = 0; failures < 20; ) {
      const found = await this.#page('0');
      if (found === 0) return;
      if (found === null) failures += 1;
    }
    throw new Error(`the feed does not answer: GET ${this.#next}`);
  }

  /** @returns how many events there were; null when there was no answer of that kind */
  async #page(wait: string): Promise<number | null> {
    const page = await this.#call((api, signal) =>
      api.get(`${this.#next}&wait=${wait}`, { token: this.#token, signal }),
    );
    if (page?.status === 401) await this.#logIn();
    if (page?.status !== 200) return null;
    const { item } = page.body._embedded;
    this.#events.push(...item.map(({ id }: { id: string }) => ({ id })));
    // Links start with PUBLIC_URL, which nobody serves in a test.
    const { pathname, searchParams } = new URL(page.body._links.next.href);
    searchParams.delete('wait');
    this.#next = `${pathname}?${searchParams}`;
    return item.length;
  }

  async #logIn(): Promise<void> {
    const answer = await this.#call((api, signal) => api.post('/auth/login', this.#credentials, { signal }));
    if (answer?.status === 200) this.#token = answer.body.access_token;
  }

  async #call(ask: (api: ApiClient, signal: AbortSignal) => Promise<Answer>): Promise<Answer | null> {
    this.#turn += 1;
    const api = this.#instances[this.#turn % this.#instances.length] as ApiClient;
    return ask(api, AbortSignal.timeout(answerWithinMs)).catch(() => null);
  }
}
