import { User, VersionMismatch } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { userState } from '../contracts/samples.ts';
import { later, now, stored } from './user-accounts.ts';

describe('the profile', () => {
  test('a change raises the version and names what differs', () => {
    const user = stored({ fullName: 'Old', locale: 'en', version: 5 });
    user.updateProfile({ fullName: 'New' }, later);
    expect(user.state).toMatchObject({ fullName: 'New', locale: 'en', version: 6, updatedAt: later });
    expect(user.pullEvents()).toMatchObject([
      { type: 'user.updated', data: { changed: ['full_name'], reason: 'profile_updated', version: 6 } },
    ]);
    user.updateProfile({ fullName: 'Newer', locale: 'es' }, later);
    expect(user.pullEvents()).toMatchObject([{ data: { changed: ['full_name', 'locale'] } }]);
  });

  test('it ends no session', () => {
    const user = stored({ epoch: 3 });
    user.updateProfile({ fullName: 'New', locale: 'es' }, later);
    expect(user.state.epoch).toBe(3);
  });

  test.each([{}, { fullName: 'Old' }, { locale: 'en' }, { fullName: 'Old', locale: 'en' }, { fullName: undefined }])(
    'equal values change nothing: %j',
    (input) => {
      const user = stored({ fullName: 'Old', locale: 'en' });
      const before = user.state;
      user.updateProfile(input, later);
      expect(user.state).toEqual(before);
      expect(user.pullEvents()).toEqual([]);
    },
  );

  test('an expected version must be the stored one; none is always right', () => {
    const user = stored({ version: 5 });
    expect(() => user.expectVersion(5)).not.toThrow();
    expect(() => user.expectVersion(null)).not.toThrow();
    for (const wrong of [4, 6]) expect(() => user.expectVersion(wrong)).toThrow(VersionMismatch);
    expect(() => user.expectVersion(4)).toThrow(expect.objectContaining({ current: 5 }));
  });
});

test('what was loaded is not changed by what happens to the aggregate', () => {
  const state = userState(now);
  const before = structuredClone(state);
  const user = User.restore(state);
  user.updateProfile({ fullName: 'New' }, later);
  user.recordLogIn({ passwordHash: '', epoch: 2, rehashed: null }, later);
  expect(state).toEqual(before);
});
