import { TooManyStreams } from '@users/application';

/** Each costs a connection and some memory: a leaky client must not take all there is. */
const maxReaders = 200;

/** Readers that wait for events in this process: long polls and streams. */
export class WaitingReaders {
  #count = 0;

  /**
   * Counts one in.
   *
   * @returns counts it out; calls after the first do nothing
   * @throws TooManyStreams
   */
  enter(): () => void {
    if (this.#count >= maxReaders) throw new TooManyStreams();
    this.#count += 1;
    let inside = true;
    return () => {
      if (inside) this.#count -= 1;
      inside = false;
    };
  }
}
