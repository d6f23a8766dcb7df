import { type RefreshOutcome, Session, type SessionLifetime } from '@users/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const lifetime: SessionLifetime = { idleSeconds: 1000, absoluteSeconds: 3000, graceSeconds: 10 };
const start = new Date('2026-03-01T12:00:00.000Z');
const epoch = 4;

function after(seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}

function open(): Session {
  const input = { id: 'sid', userId: 'user', epoch, seed: 'seed', network: '203.0.113.0/24', userAgent: 'test/1.0' };
  return Session.open({ ...input, now: start });
}

/** As loaded in the next request. */
function reloaded(session: Session): Session {
  return Session.restore(session.state);
}

test('opens with its first token, to be written', () => {
  const session = open();
  expect(session.touched).toBe(true);
  expect(session.state).toEqual({
    id: 'sid',
    userId: 'user',
    epoch,
    seed: 'seed',
    network: '203.0.113.0/24',
    userAgent: 'test/1.0',
    generation: 1,
    rotatedAt: start,
    createdAt: start,
    endedAt: null,
    endReason: null,
    revision: 0,
  });
});

describe('the current token', () => {
  test('rotates: the next generation, from now on', () => {
    const session = reloaded(open());
    expect(session.refresh(1, lifetime, epoch, after(60))).toBe('rotated');
    expect(session.state).toMatchObject({ generation: 2, rotatedAt: after(60), createdAt: start, endedAt: null });
    expect(session.touched).toBe(true);
  });

  test('rotates again and again', () => {
    const session = open();
    for (let generation = 1; generation < 50; generation += 1) {
      expect(session.refresh(generation, lifetime, epoch, after(generation * 20))).toBe('rotated');
    }
    expect(session.state).toMatchObject({ generation: 50, endedAt: null });
  });
});

describe('the token before', () => {
  function rotatedAt(seconds: number): Session {
    const session = open();
    session.refresh(1, lifetime, epoch, after(seconds));
    return reloaded(session);
  }

  test.each([0, 1, 9.999, 10])('gets the same successor %s seconds later, and nothing is written', (later) => {
    const session = rotatedAt(60);
    expect(session.refresh(1, lifetime, epoch, after(60 + later))).toBe('repeated');
    expect(session.state.generation).toBe(2);
    expect(session.touched).toBe(false);
  });

  test('asked by a server whose clock is behind, gets the same successor', () => {
    expect(rotatedAt(60).refresh(1, lifetime, epoch, after(59))).toBe('repeated');
  });

  test.each([10.001, 11, 500])('%s seconds later is a copy in other hands: the family ends', (later) => {
    const session = rotatedAt(60);
    expect(session.refresh(1, lifetime, epoch, after(60 + later))).toBe('reused');
    expect(session.state).toMatchObject({ endedAt: after(60 + later), endReason: 'reuse_detected', generation: 2 });
    expect(session.touched).toBe(true);
    expect(reloaded(session).refresh(2, lifetime, epoch, after(60 + later))).toBe('dead');
  });

  test('two generations back ends the family at once', () => {
    const session = rotatedAt(60);
    session.refresh(2, lifetime, epoch, after(61));
    expect(session.refresh(1, lifetime, epoch, after(61))).toBe('reused');
    expect(session.state.endReason).toBe('reuse_detected');
  });

  test('a genuine token that this family never gave ends it too: the store was set back', () => {
    expect(open().refresh(2, lifetime, epoch, after(1))).toBe('reused');
    expect(open().refresh(0, lifetime, epoch, after(11))).toBe('reused');
  });
});

describe('a family is over', () => {
  test.each([
    ['unused for the idle time', 1000, epoch],
    ['in another epoch of its user', 1, epoch + 1],
    ['in an epoch that was taken back', 1, epoch - 1],
  ])('%s', (_why, seconds, userEpoch) => {
    const session = reloaded(open());
    expect(session.alive(lifetime, userEpoch, after(seconds))).toBe(false);
    expect(session.refresh(1, lifetime, userEpoch, after(seconds))).toBe('dead');
    expect(session.state.generation).toBe(1);
    expect(session.touched).toBe(false);
  });

  test('a moment before the idle time it is alive', () => {
    expect(open().alive(lifetime, epoch, after(999.999))).toBe(true);
  });

  test('after the absolute time, however busy it was', () => {
    const session = open();
    for (let step = 1; step < 6; step += 1) session.refresh(step, lifetime, epoch, after(step * 500));
    expect(session.refresh(6, lifetime, epoch, after(2999.999))).toBe('rotated');
    expect(session.refresh(7, lifetime, epoch, after(3000))).toBe('dead');
  });

  test('once it was ended; the first reason stays', () => {
    const session = open();
    session.end('logged_out', after(5));
    session.end('reuse_detected', after(6));
    expect(session.state).toMatchObject({ endedAt: after(5), endReason: 'logged_out' });
    expect(session.refresh(1, lifetime, epoch, after(7))).toBe('dead');
    expect(session.alive(lifetime, epoch, after(7))).toBe(false);
  });

  test('ending what has ended writes nothing', () => {
    const session = open();
    session.end('logged_out', after(5));
    const again = reloaded(session);
    again.end('logged_out', after(6));
    expect(again.touched).toBe(false);
  });
});

describe('a session in which a credential was changed', () => {
  const next = { id: 'next', seed: 'other seed', epoch: epoch + 1, now: after(61) };

  test('is succeeded by one under another id and seed, with its first token', () => {
    const session = open();
    session.refresh(1, lifetime, epoch, after(60));
    const successor = session.succeed(next);
    expect(successor.touched).toBe(true);
    expect(successor.state).toEqual({
      ...{ id: 'next', userId: 'user', epoch: epoch + 1, seed: 'other seed', generation: 1, revision: 0 },
      ...{ network: '203.0.113.0/24', userAgent: 'test/1.0', endedAt: null, endReason: null },
      ...{ createdAt: start, rotatedAt: after(61) },
    });
    expect(successor.refresh(1, lifetime, epoch + 1, after(62))).toBe('rotated');
  });

  // A refresh token of before, kept by whoever the change was to shut out: the current one, and the one in its grace.
  test('ends without grace', () => {
    const session = reloaded(open());
    session.refresh(1, lifetime, epoch, after(60));
    session.succeed(next);
    expect(session.touched).toBe(true);
    expect(session.state).toMatchObject({ endedAt: after(61), endReason: 'credentials_changed', generation: 2 });
    for (const userEpoch of [epoch, epoch + 1]) {
      for (const generation of [1, 2, 3]) {
        expect(session.refresh(generation, lifetime, userEpoch, after(61))).toBe('dead');
      }
    }
  });

  // Whoever changes a password every day must not be signed in for ever: RFC 9700 leaves the absolute end to us.
  test('hands on the day of its log-in: the absolute time ends when it would have', () => {
    const session = open();
    for (let step = 1; step < 6; step += 1) session.refresh(step, lifetime, epoch, after(step * 500));
    const successor = session.succeed({ ...next, now: after(2500) });
    expect(successor.alive(lifetime, epoch + 1, after(2999.999))).toBe(true);
    expect(successor.alive(lifetime, epoch + 1, after(3000))).toBe(false);
  });
});

/**
 * The family as a diary instead of a state: which tokens were handed out when. A thief may present any of them at any
 * time; what must come out follows from the diary alone.
 */
test('a family answers as its history says, whatever is presented and whenever', () => {
  const step = fc.record({
    wait: fc.constantFrom(0, 1, 9, 10, 11, 400, 999, 1000),
    back: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3),
    epochMoves: fc.constantFrom(false, false, false, false, false, false, false, false, false, true),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let session = open();
      const handedOut = [0];
      let [seconds, userEpoch, over] = [0, epoch, false];
      for (const { wait, back, epochMoves } of steps) {
        seconds += wait;
        if (epochMoves) userEpoch += 1;
        const generation = Math.max(1, handedOut.length - back);
        const lastRotation = handedOut.at(-1) ?? 0;
        const expired = seconds - lastRotation >= 1000 || seconds >= 3000 || userEpoch !== epoch;
        const expected = answer({
          over: over || expired,
          behind: handedOut.length - generation,
          since: seconds - lastRotation,
        });
        expect(session.refresh(generation, lifetime, userEpoch, after(seconds))).toBe(expected);
        if (expected === 'rotated') handedOut.push(seconds);
        if (expected === 'reused') over = true;
        expect(session.state.generation).toBe(handedOut.length);
        session = reloaded(session);
      }
    }),
    { numRuns: 500 },
  );
});

function answer(family: { over: boolean; behind: number; since: number }): RefreshOutcome {
  if (family.over) return 'dead';
  if (family.behind === 0) return 'rotated';
  return family.behind === 1 && family.since <= 10 ? 'repeated' : 'reused';
}
