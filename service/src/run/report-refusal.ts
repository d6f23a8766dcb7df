import type { RelayRefusal } from '@users/application';
import type { Logger } from './logger.ts';

/** A line for each event that Kafka refused; its data is never logged. */
export function reportRefusal(log: Logger, { event, reason, result }: RelayRefusal): void {
  const about = { event_id: event.id, type: event.type, user_id: event.subject, sequence: event.sequence, reason };
  if (result === 'held') log.warn(about, 'Kafka refused an event; it is tried again, the same user waits');
  else log.error(about, 'Kafka refused an event too often; it is parked: see `users event dead-letters`');
}
