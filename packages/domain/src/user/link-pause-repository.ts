import type { LinkKind, LinkPause } from './link-pause.ts';

/** Pauses by account and kind. They go with an account that is erased, and when they say nothing any more. */
export interface LinkPauseRepository {
  find(userId: string, kind: LinkKind): Promise<LinkPause | null>;
  /**
   * To be written. One that was found is written only while it is as it was found, and one that was not found only while
   * there is none: of two tasks that mail a link at once, one does.
   */
  set(userId: string, kind: LinkKind, pause: LinkPause): void;
}
