import { type Evidence, groupBy } from './evidence.ts';

/** Every committed change has its events: in the log each user's numbers are 1, 2, 3 … up to the one in its row. */
export function* logComplete({ log, users, waiting }: Evidence): Iterable<string> {
  if (waiting > 0) yield `${waiting} events still wait in the outbox`;
  const bySubject = groupBy(log, ({ subject }) => subject);
  for (const [subject, events] of bySubject) {
    for (const [index, { sequence, type }] of events.entries()) {
      if (sequence === index + 1) continue;
      yield `log: ${subject} has ${type} number ${sequence} where ${index + 1} should be`;
      break;
    }
  }
  for (const { id, email, sequence } of users) {
    const last = bySubject.get(id)?.at(-1)?.sequence ?? 0;
    if (last !== sequence) yield `${email} (${id}): its row has made ${sequence} events, the log holds ${last}`;
  }
  const ids = groupBy(log, ({ id }) => id);
  for (const [id, events] of ids) if (events.length > 1) yield `log: event ${id} is there ${events.length} times`;
}

/** The feed gives what the log holds, in its order, nothing twice. */
export function feedIsTheLog({ log, feed }: Evidence): Iterable<string> {
  return sameEvents('feed', log, feed);
}

/** Whoever follows it while all else goes on gets the same: no event came in behind a reader. */
export function followedIsTheLog({ log, followed }: Evidence): Iterable<string> {
  return sameEvents('followed feed', log, followed);
}

/** Whoever follows it as a stream too, though it ends and begins again all the time. */
export function streamedIsTheLog({ log, streamed }: Evidence): Iterable<string> {
  return sameEvents('streamed feed', log, streamed);
}

function* sameEvents(what: string, log: Evidence['feed'], feed: Evidence['feed']): Iterable<string> {
  for (let index = 0; index < Math.max(log.length, feed.length); index += 1) {
    if (feed[index]?.id === log[index]?.id) continue;
    yield `${what}: at place ${index + 1} stands ${feed[index]?.id ?? 'nothing'} instead of ${log[index]?.id ?? 'nothing'}`;
    return;
  }
}
