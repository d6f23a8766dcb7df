import type { KeyedAnswer } from '../driver/history.ts';
import { sentAgain } from '../driver/under-key.ts';
import { type Evidence, groupBy } from './evidence.ts';

/**
 * A request under an Idempotency-Key happens once, however often it comes: one new user, one answer, byte for byte, and
 * another payload is refused. What else a repetition may have caused is found where events are asked who wanted them.
 */
export function* keysOnce({ keyed, log }: Evidence): Iterable<string> {
  const created = groupBy(
    log.filter(({ type }) => type === 'user.created'),
    ({ data }) => JSON.parse(data).email,
  );
  for (const { account, operation, key, answers, misused } of keyed) {
    const what = `${account}: "${operation}" under its key ${key}`;
    const done = answers.filter(({ outcome }) => outcome === 'acknowledged');
    const users = created.get(account) ?? [];
    if (users.length > 1 || users.length < Math.min(done.length, 1)) {
      yield `${what} was acknowledged ${done.length} times and done ${users.length} times`;
    }
    yield* answeredAlike(what, done);
    for (const { text } of done.slice(0, 1)) {
      const { id } = JSON.parse(text);
      if (id !== undefined && id !== users[0]?.subject) yield `${what} was answered with ${id}, who is somebody else`;
    }
    for (const answer of answers) if (isRefusal(answer)) yield `${what} was refused: ${answer.status} ${answer.code}`;
    for (const answer of misused) {
      const asItShould = answer.status === 422 && answer.code === 'idempotency_key_reused';
      if (!asItShould && !sentAgain(answer)) yield `${what}: another payload gives ${answer.status} ${answer.code}`;
    }
  }
}

function* answeredAlike(what: string, [first, ...others]: readonly KeyedAnswer[]): Iterable<string> {
  for (const { status, text, replayed } of others) {
    if (!replayed) yield `${what} was done again: the answer is none of an earlier request`;
    if (status !== first?.status || text !== first.text) yield `${what}: a repetition is answered otherwise`;
  }
}

function isRefusal(answer: KeyedAnswer): boolean {
  return answer.outcome === 'refused' && !sentAgain(answer);
}
