import type { EventHistory, ReceivedEvent } from '@users/events';
import { exampleOf } from '@users/events/event-examples';

export const source = 'https://users.example.com';
export const subject = exampleOf('user.deleted').subject;

/** An event of a user, as a consumer gets it. */
export function eventAt(stream: number, sequence: number, time = new Date()): ReceivedEvent {
  return {
    ...{ id: `${stream}-${sequence}`, source, subject, stream, sequence, time, traceparent: null },
    type: 'user.deleted',
    data: { id: subject, deleted_at: '2026-09-01T00:00:00.000Z' },
  };
}

/** Events of one stream, from the first sequence to the last. */
export function eventsOf(stream: number, first: number, last: number): ReceivedEvent[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => eventAt(stream, first + index));
}

/** A feed that has these. */
export function feedOf(events: () => readonly ReceivedEvent[]): EventHistory & { readonly asked: () => number } {
  let count = 0;
  return {
    asked: () => count,
    async ofUser() {
      count += 1;
      return [...events()];
    },
  };
}
