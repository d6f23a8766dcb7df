import { describe, expect, it } from 'vitest';
import type { Evidence, LoggedEvent } from '../faults/chaos/checks/evidence.ts';
import type { KeyedAnswer, KeyedRequest } from '../faults/chaos/driver/history.ts';
import { mover, published, spoilt } from '../support/fault-evidence.ts';

const at = <T>(items: readonly T[], index: number): T => items[index] as T;

/** The one request under a key, with other answers. */
const keyed =
  (change: (request: KeyedRequest) => Partial<KeyedRequest>) =>
  ({ keyed: [request] }: Evidence): Partial<Evidence> => {
    const one = request as KeyedRequest;
    return { keyed: [{ ...one, ...change(one) }] };
  };
const lastAnswer = (change: Partial<KeyedAnswer>) =>
  keyed(({ answers }) => ({ answers: answers.with(-1, { ...at(answers, 3), ...change }) }));
const otherPayload = (change: Partial<KeyedAnswer>) =>
  keyed(({ misused }) => ({ misused: [{ ...at(misused, 0), ...change }] }));

/** One more event, in all places where it should be. */
const oneMore = (event: LoggedEvent, { log, published: all, users }: Evidence): Partial<Evidence> => {
  const longer = [...log, event];
  return {
    ...{ log: longer, feed: longer, followed: longer, streamed: longer },
    published: [...all, published(event, 99)],
    users: users.map((user) => (user.id === event.subject ? { ...user, sequence: event.sequence } : user)),
  };
};
const next = ({ log }: Evidence, change: Partial<LoggedEvent>): LoggedEvent => {
  const last = at(log, log.length - 1);
  return { ...last, id: 'next', position: last.position + 1n, sequence: last.sequence + 1, ...change };
};

const mailsOf = (address: string, change: Partial<Evidence['mails'][number]>) => (sound: Evidence) => ({
  mails: sound.mails.map((mail) =>
    mail.to === address && mail.kind !== 'verify-email' ? { ...mail, ...change } : mail,
  ),
});

describe('the checks of what people are offered', () => {
  it.each<[string, string, (sound: Evidence) => Partial<Evidence>]>([
    [
      'a second user under one key',
      'was acknowledged 2 times and done 2 times',
      (sound) => oneMore({ ...next(sound, {}), ...at(sound.log, 12), id: 'next', subject: 'another' }, sound),
    ],
    [
      'a second link under one key',
      'nobody asked for user.verification_token.created number 6',
      (sound) => oneMore({ ...next(sound, {}), ...at(sound.log, 13), id: 'next', sequence: 6 }, sound),
    ],
    [
      'a key whose answer came before anything was done',
      'was acknowledged 2 times and done 0 times',
      ({ log }) => ({ log: log.filter(({ subject }) => subject !== at(log, 12).subject) }),
    ],
    ['a key that was forgotten', 'was done again', lastAnswer({ replayed: false })],
    ['a replayed answer of other bytes', 'is answered otherwise', lastAnswer({ text: '{"message": "…"}' })],
    ['a replayed answer of another status', 'is answered otherwise', lastAnswer({ status: 200 })],
    [
      'a repetition that is refused',
      'was refused: 409 email_taken',
      lastAnswer({ outcome: 'refused', status: 409, code: 'email_taken' }),
    ],
    [
      'an answer that tells of somebody else',
      'was answered with 42, who is somebody else',
      keyed(({ answers }) => ({ answers: answers.map((answer) => ({ ...answer, text: '{"id":42}' })) })),
    ],
    [
      'another payload under a used key that is accepted',
      'another payload gives 202',
      otherPayload({ outcome: 'acknowledged', status: 202, code: '' }),
    ],
    [
      'one that is taken for the first',
      'another payload gives 409',
      otherPayload({ status: 409, code: 'email_taken' }),
    ],
    [
      'a link to a new address that goes to the old one',
      `${mover.moved}: 1 mails "confirm-email-change" were promised, 0 came`,
      mailsOf(mover.moved, { to: mover.email }),
    ],
    [
      'a way back that is mailed to the new address',
      `${mover.email}: 1 mails "revert-email-change" were promised, 0 came`,
      mailsOf(mover.email, { to: mover.moved }),
    ],
    [
      'a change of address that nobody confirmed',
      'nobody asked for user.updated number 5',
      ({ writes }) => ({ writes: writes.slice(0, -1) }),
    ],
    [
      'a stream that skips where it began again',
      'streamed feed: at place 3',
      ({ streamed }) => ({ streamed: streamed.toSpliced(2, 1) }),
    ],
    [
      'a stream that repeats where it began again',
      'streamed feed: at place 4',
      ({ streamed }) => ({ streamed: streamed.toSpliced(3, 0, at(streamed, 2)) }),
    ],
    [
      'a stream out of order',
      'streamed feed: at place 2',
      ({ streamed }) => ({ streamed: streamed.with(1, at(streamed, 2)).with(2, at(streamed, 1)) }),
    ],
  ])('catch %s', (_, complaint, spoil) => {
    expect(spoilt(spoil).join('\n')).toContain(complaint);
  });

  it('let the mails to both addresses be called off by an erasure, and not by a late one', () => {
    const erased = (after: number) =>
      spoilt((sound) => {
        const gone = next(sound, { type: 'user.deleted', data: '{}' });
        const more = oneMore({ ...gone, at: gone.at + after }, sound);
        return {
          ...more,
          users: (more.users ?? []).map((user) => (user.id === gone.subject ? { ...user, erased: true } : user)),
          writes: [...sound.writes, { ...at(sound.writes, 0), account: mover.email, effect: { type: 'user.deleted' } }],
          mails: sound.mails.filter(({ kind }) => !kind.endsWith('email-change')),
        };
      });
    expect(erased(1_000)).toEqual([]);
    expect(erased(100_000)).toEqual([
      `${mover.email}: 1 mails "revert-email-change" were promised, 0 came`,
      `${mover.moved}: 1 mails "confirm-email-change" were promised, 0 came`,
    ]);
  });

  it('let a repetition be turned away while the first one is being done, and another payload be without an answer', () => {
    expect(spoilt(lastAnswer({ outcome: 'refused', status: 409, code: 'idempotency_key_in_use' }))).toEqual([]);
    expect(spoilt(otherPayload({ outcome: 'unknown', status: 503, code: 'dependency_unavailable' }))).toEqual([]);
  });
});
