import { randomUUIDv7 } from 'node:crypto';
import type { StoredEvent } from '@users/application';
import { eventTypes } from '@users/events';
import { exampleOf } from '@users/events/event-examples';

/**
 * The first events of a user who exists nowhere else, of each type in turn.
 *
 * @param options.nameLength length of the user's name, to make events of a size
 */
export function userHistory(count: number, options: { nameLength?: number } = {}): StoredEvent[] {
  const subject = randomUUIDv7();
  const name = 'x'.repeat(options.nameLength ?? 12);
  return Array.from({ length: count }, (_, index) => {
    const example = exampleOf(eventTypes[index % eventTypes.length] ?? 'user.updated');
    const data = 'full_name' in example.data ? { ...example.data, full_name: name } : example.data;
    return { ...example, position: BigInt(index), id: randomUUIDv7(), subject, sequence: index + 1, data };
  });
}

/** Takes one from each list in turn, as the events of several users lie in an outbox. */
export function interleaved<T>(...lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
