import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '../../../support/api-client.ts';
import { EventFrames, type Frame } from '../../../support/event-frames.ts';
import type { Credentials } from './administrator.ts';

/** Less than the pause between two lines of a stream where nothing happens: so it also comes back for no reason. */
const silentForMs = 5_000;

/**
 * Reads `GET /events` as server-sent events from its beginning, at one instance after the other: whenever a stream ends or
 * says nothing any more, it comes back with the last id that it has, as a browser does.
 */
export class Streamer {
  readonly #urls: readonly string[];
  readonly #credentials: Credentials;
  readonly #events: { readonly id: string }[];
  #turn = 0;
  #token = '';
  #lastId: string | undefined;
  /** How many streams there were. */
  connections = 0;

  /** @param events where those that it reads are added */
  constructor(urls: readonly string[], credentials: Credentials, events: { readonly id: string }[]) {
    this.#urls = urls;
    this.#credentials = credentials;
    this.#events = events;
  }

  /** Takes what comes while `going` says so. */
  async follow(going: () => boolean): Promise<void> {
    while (going()) {
      await this.#stream(silentForMs, going);
      await delay(100);
    }
  }

  /** Reads on until a stream begins with nothing. @throws Error when the feed does not answer any more */
  async toTheEnd(): Promise<void> {
    for (let failures = 0; failures < 20; ) {
      let [found, atTheEnd] = [false, false];
      await this.#stream(1_000, (frame) => {
        found ||= frame.data !== undefined;
        atTheEnd = !found && frame.id !== undefined;
        return !atTheEnd;
      });
      if (atTheEnd) return;
      if (!found) failures += 1;
    }
    throw new Error(`the feed does not answer behind ${this.#lastId}`);
  }

  /** One stream, until it ends, says nothing for so long, or `goesOn` says no after a frame. */
  async #stream(silenceMs: number, goesOn: (frame: Frame) => boolean): Promise<void> {
    this.#turn += 1;
    const url = this.#urls[this.#turn % this.#urls.length] ?? '';
    const gone = new AbortController();
    const silence = setTimeout(() => gone.abort(), silenceMs);
    try {
      const response = await this.#open(url, gone.signal);
      if (response === null) return;
      this.connections += 1;
      const frames = new EventFrames();
      for await (const chunk of response.pipeThrough(new TextDecoderStream())) {
        silence.refresh();
        for (const frame of frames.push(chunk)) {
          this.#take(frame);
          if (!goesOn(frame)) return;
        }
      }
    } catch {
      // However it ended: the next one goes on where this one was.
    } finally {
      clearTimeout(silence);
      gone.abort();
    }
  }

  async #open(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null> {
    const place = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId };
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${this.#token}`, ...place };
    // Small pages: there may be mistakes between two.
    const response = await fetch(new URL('/events?limit=50', url), { headers, signal });
    if (response.status === 200) return response.body;
    await response.body?.cancel();
    if (response.status === 401) {
      const answer = await new ApiClient(url).post('/auth/login', this.#credentials, { signal });
      if (answer.status === 200) this.#token = answer.body.access_token;
    }
    await delay(100);
    return null;
  }

  #take({ id, data }: Frame): void {
    if (data !== undefined) this.#events.push({ id: JSON.parse(data).id });
    if (id !== undefined) this.#lastId = id;
  }
}
