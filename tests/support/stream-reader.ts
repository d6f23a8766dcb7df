import type { HttpApp } from '@users/http';
import { EventFrames, type Frame } from './event-frames.ts';

/** One server-sent event. */
export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
  readonly data: any;
}

/** A reader of a stream, as a browser's EventSource is one. */
export interface StreamReader {
  readonly contentType: string | null;
  /** The next so many events. @throws Error when the stream ends before */
  take(count: number): Promise<StreamedEvent[]>;
  /** Reads to the end. */
  ended(): Promise<true>;
  /** Goes away. */
  close(): Promise<void>;
}

/** @throws Error when the answer is no stream */
export async function openStream(
  app: HttpApp,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<StreamReader> {
  const response = await app.request(target, { headers: { accept: 'text/event-stream', ...headers } });
  if (response.status !== 200 || response.body === null) throw new Error(`no stream: ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const waiting: StreamedEvent[] = [];
  const frames = new EventFrames();

  /** False at the end. */
  async function read(): Promise<boolean> {
    const { value, done } = await reader.read();
    if (done) return false;
    waiting.push(...frames.push(value).flatMap(eventOf));
    return true;
  }

  return {
    contentType: response.headers.get('content-type'),
    async take(count) {
      while (waiting.length < count) if (!(await read())) throw new Error('the stream ended');
      return waiting.splice(0, count);
    },
    async ended() {
      while (await read());
      return true;
    },
    close: () => reader.cancel(),
  };
}

/** A frame without data is none, but moves the reader's place on. */
function eventOf({ id, event, data }: Frame): StreamedEvent[] {
  return data === undefined ? [] : [{ id: id ?? '', event: event ?? '', data: JSON.parse(data) }];
}
