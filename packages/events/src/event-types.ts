import { type EventType, eventSchemas } from './event-data.ts';

/** True for a type of this version of the published language. */
export function isEventType(value: string): value is EventType {
  return Object.hasOwn(eventSchemas, value);
}

/** Every event type, in the order of the published table. */
export const eventTypes: readonly EventType[] = Object.keys(eventSchemas).filter(isEventType);

/** Where events of a type go: the topic of the same name, or the one topic that takes all of them. */
export function topicOf(type: EventType, singleTopic?: string): string {
  return singleTopic ?? type;
}

/** All topics: one per event type, or the one that takes all of them. */
export function topicsOf(singleTopic?: string): readonly string[] {
  return [...new Set(eventTypes.map((type) => topicOf(type, singleTopic)))];
}
