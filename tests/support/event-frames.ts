/** What stands between two empty lines of a stream of server-sent events. */
export type Frame = Readonly<Partial<Record<'id' | 'event' | 'data' | 'retry', string>>>;

/** Puts chunks of such a stream together to frames (HTML Living Standard §9.2.6, of which the service uses this much). */
export class EventFrames {
  #rest = '';

  /** @returns the frames that are complete now; what a connection leaves half done is none */
  push(chunk: string): Frame[] {
    const frames = `${this.#rest}${chunk}`.split('\n\n');
    this.#rest = frames.pop() ?? '';
    return frames.map((frame) =>
      Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))),
    );
  }
}
