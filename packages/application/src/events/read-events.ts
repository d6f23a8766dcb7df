import { type AccessSettings, Forbidden, NotAuthenticated } from '@users/domain';
import type { EventLog, LoggedEvent, LogPage, LogQuery } from '../ports/event-log.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { CursorExpired, DependencyUnavailable, InvalidCursor } from '../shared/errors.ts';
import { decodeEventCursor, encodeEventCursor, type LogPlace } from './event-cursor.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly eventLog: Pick<EventLog, 'read'>;
}

export interface ReadEventsInput extends Omit<LogQuery, 'after'> {
  /** Cursor of the page before; null: from the oldest event that is still there. */
  readonly after: string | null;
}

export interface EventPage {
  readonly items: readonly { readonly event: LoggedEvent; readonly cursor: string }[];
  /** Where the next page begins: always there, for there will be more events. */
  readonly next: string;
  /** The end of the log as it is now; null when there is more to read at once. */
  readonly endsAt: bigint | null;
}

/** What happened to all users, in the order in which it was published. A page never skips or repeats an event. */
export class ReadEvents {
  static readonly errors = [NotAuthenticated, Forbidden, InvalidCursor, CursorExpired, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute({ after, ...filter }: ReadEventsInput, context: RequestContext): Promise<EventPage> {
    const { settings, eventLog } = this.#deps;
    authorize('event.read', context.actor, settings);
    const place = after === null ? null : decodeEventCursor(after);
    const page = await eventLog.read({ ...filter, after: place?.position ?? null });
    if (place !== null && !isThere(place, page)) throw new CursorExpired();
    const { stream, through, head } = page;
    return {
      items: page.events.map((event) => ({ event, cursor: encodeEventCursor({ stream, position: event.position }) })),
      next: encodeEventCursor({ stream, position: through }),
      endsAt: through >= head ? head : null,
    };
  }
}

/**
 * Whether the log goes on after this place without a gap. A place above the head was given out by a database that has
 * since been replaced by a copy from before.
 */
function isThere({ stream, position }: LogPlace, page: LogPage): boolean {
  return stream === page.stream && position >= page.floor && position <= page.head;
}
