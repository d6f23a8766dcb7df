import { DomainError, User, type UserEvent } from '@users/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { credentials, freshEmail, verificationToken } from '../contracts/samples.ts';

const start = Date.parse('2026-03-01T12:00:00.000Z');

type Step = (user: User, now: Date) => void;

const text = fc.constantFrom('Ada', 'Grace', 'Zoë');

/** Everything that may happen to an account, in any order, sensible or not. */
const step: fc.Arbitrary<Step> = fc.oneof(
  text.map(
    (fullName): Step =>
      (user, now) =>
        user.updateProfile({ fullName }, now),
  ),
  fc.constantFrom('en', 'es').map(
    (locale): Step =>
      (user, now) =>
        user.updateProfile({ locale }, now),
  ),
  fc.constant<Step>((user) => user.contest()),
  fc.constant<Step>((user, now) => user.issueVerification(verificationToken(user.state, now), 'sealed', now)),
  text.map(
    (fullName): Step =>
      (user, now) => {
        user.verifyEmail(verificationToken(user.state, now), { ...credentials, fullName }, now);
      },
  ),
  fc.constantFrom(null, 'new-hash').map(
    (rehashed): Step =>
      (user, now) => {
        const { passwordHash, epoch } = user.state;
        user.recordLogIn({ passwordHash: passwordHash ?? '', epoch, rehashed }, now);
      },
  ),
);

/** Plays the steps; a refused one leaves everything as it was. */
function play(steps: readonly Step[]): { user: User; events: UserEvent[] } {
  let now = new Date(start);
  let user = User.register({ id: 'user-1', email: freshEmail(), credentials, now });
  const events = [...user.pullEvents()];
  for (const act of steps) {
    now = new Date(now.getTime() + 1000);
    user = User.restore(user.state);
    const before = user.state;
    try {
      act(user, now);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(user.state).toEqual(before);
      expect(user.touched).toBe(false);
      expect(user.pullEvents()).toEqual([]);
    }
    const told = user.pullEvents();
    if (told.length === 0) expect(user.state.version).toBe(before.version);
    const { linkExpiresAt: _, lastLoginAt: __, passwordHash: ___, ...own } = user.state;
    const moved = user.state.revision > before.revision;
    if (!moved) expect(before).toMatchObject(own);
    if (user.state.version > before.version || user.state.epoch > before.epoch) expect(moved).toBe(true);
    expect(user.state.epoch).toBeGreaterThanOrEqual(before.epoch);
    events.push(...told);
  }
  return { user, events };
}

test('the guard moves with each change of the own state, and every event tells of its user', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { user, events } = play(steps);
      expect(events.every((event) => event.userId === user.id)).toBe(true);
    }),
  );
});

test('the version counts the changes, and the last snapshot is what is stored', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { user, events } = play(steps);
      const snapshots = events.filter((event) => event.type === 'user.created' || event.type === 'user.updated');
      expect(snapshots.map((event) => event.data.version)).toEqual(snapshots.map((_, index) => index + 1));
      const { id, email, fullName, locale, status, roles, emailVerifiedAt, createdAt, updatedAt, version } = user.state;
      const snapshot = { id, email, fullName, locale, status, roles, createdAt, updatedAt, version };
      expect(snapshots.at(-1)?.data).toMatchObject({ ...snapshot, emailVerified: emailVerifiedAt !== null });
    }),
  );
});

test('each change names exactly the fields in which its snapshot differs from the one before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { events } = play(steps);
      const snapshots = events.filter((event) => event.type === 'user.created' || event.type === 'user.updated');
      for (const [index, event] of snapshots.entries()) {
        const previous = snapshots[index - 1];
        if (event.type !== 'user.updated' || previous === undefined) continue;
        const names = {
          full_name: 'fullName',
          locale: 'locale',
          status: 'status',
          email_verified: 'emailVerified',
        } as const;
        for (const [name, key] of Object.entries(names) as [keyof typeof names, (typeof names)[keyof typeof names]][]) {
          expect(event.data.changed.includes(name)).toBe(event.data[key] !== previous.data[key]);
        }
      }
    }),
  );
});
