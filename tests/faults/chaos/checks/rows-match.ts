import { type Evidence, groupBy, type LoggedEvent } from './evidence.ts';

/** No half of a change: each row is what its last event says of it. */
export function* rowsMatch({ users, log }: Evidence): Iterable<string> {
  const bySubject = groupBy(log, ({ subject }) => subject);
  for (const user of users) {
    const events = bySubject.get(user.id) ?? [];
    const last = events.findLast(({ type }) => ['user.created', 'user.updated', 'user.deleted'].includes(type));
    if (last === undefined) yield `${user.email} (${user.id}): there is a row and no event of its state`;
    else if (user.erased || last.type === 'user.deleted') yield* erasedMatches(user, last);
    else {
      const told = JSON.parse(last.data);
      for (const field of ['email', 'full_name', 'status', 'email_verified', 'version'] as const) {
        if (told[field] === user[field]) continue;
        yield `${user.email} (${user.id}): ${field} is ${user[field]} in its row and ${told[field]} in event ${last.sequence}`;
      }
    }
  }
  const rows = new Set(users.map(({ id }) => id));
  for (const [subject, events] of bySubject) {
    if (!rows.has(subject)) yield `${subject}: ${events.length} events and no row`;
  }
}

function* erasedMatches(user: Evidence['users'][number], last: LoggedEvent): Iterable<string> {
  if (user.erased === (last.type === 'user.deleted')) return;
  yield `${user.id}: erased in its ${user.erased ? 'row' : 'events'} alone`;
}
