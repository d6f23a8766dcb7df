import type { AccountRetention } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { linkOf, now, pending, stored } from './user-accounts.ts';

const day = 86_400;
const retention: AccountRetention = {
  pendingSeconds: 7 * day,
  longestLinkSeconds: 3 * day,
  softDeletedSeconds: 30 * day,
};

function after(seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

describe('a pending account', () => {
  test('ends so long after its last change, not a moment before', () => {
    const user = pending();
    expect(user.ended(retention, after(7 * day - 0.001))).toBe(false);
    expect(user.ended(retention, after(7 * day))).toBe(true);
    const touched = pending({ updatedAt: after(2 * day) });
    expect(touched.ended(retention, after(9 * day - 0.001))).toBe(false);
    expect(touched.ended(retention, after(9 * day))).toBe(true);
  });

  test('never ends under a link that can still be followed, nor under the longest-lived of several', () => {
    const user = pending();
    user.issueVerification(linkOf(user, { expiresAt: after(20 * day) }), 'sealed', now);
    user.issueVerification(linkOf(user, { expiresAt: after(2 * day) }), 'sealed', now);
    expect(user.ended(retention, after(20 * day - 0.001))).toBe(false);
    expect(user.ended(retention, after(20 * day))).toBe(true);
  });

  // The release before did not note them.
  test('whose links are not known ends when the longest-lived one would be over', () => {
    const longer = { ...retention, longestLinkSeconds: 30 * day };
    expect(pending().ended(longer, after(30 * day - 0.001))).toBe(false);
    expect(pending().ended(longer, after(30 * day))).toBe(true);
  });

  test('that is verified ends no more', () => {
    const user = pending();
    const link = linkOf(user);
    user.issueVerification(link, 'sealed', now);
    user.verifyEmail(link, { fullName: 'Ada', locale: 'en', passwordHash: 'hash' }, now);
    expect(user.state.linkExpiresAt).toBeNull();
    expect(user.ended(retention, after(1000 * day))).toBe(false);
  });

  test('that was restored gets its time again: whoever restored it wants it', () => {
    const user = pending();
    user.softDelete(after(day));
    user.undelete(after(20 * day));
    expect(user.ended(retention, after(27 * day - 0.001))).toBe(false);
    expect(user.ended(retention, after(27 * day))).toBe(true);
  });
});

describe('a soft-deleted account', () => {
  test.each(['pending', 'active', 'suspended'] as const)('that was %s ends with its retention', (status) => {
    const user = stored({ status, emailVerifiedAt: status === 'pending' ? null : now });
    user.softDelete(after(day));
    expect(user.ended(retention, after(31 * day - 0.001))).toBe(false);
    expect(user.ended(retention, after(31 * day))).toBe(true);
    user.erase(after(31 * day));
    expect(user.ended(retention, after(1000 * day))).toBe(false);
  });
});

test.each(['active', 'suspended'] as const)('one that is %s never ends by itself', (status) => {
  expect(stored({ status }).ended(retention, after(10_000 * day))).toBe(false);
});
