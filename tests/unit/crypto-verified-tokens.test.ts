import { type VerifiedToken, VerifiedTokens } from '@users/crypto/verified-tokens';
import { expect, test } from 'vitest';

const now = new Date('2026-03-01T12:00:00Z');
const claims = { sub: 'u', sid: 's', epoch: 1, roles: [], scope: '', iat: 0, exp: 0, jti: 'j' };

function until(seconds: number): VerifiedToken {
  return { claims, kid: 'k', expiresAt: new Date(now.getTime() + seconds * 1000) };
}

test('a token is found until it is over, and then takes no room', () => {
  const tokens = new VerifiedTokens(10);
  tokens.add('a', until(1));
  expect(tokens.find('a', now)?.claims).toBe(claims);
  expect(tokens.find('a', new Date(now.getTime() + 1000))).toBeNull();
  expect(tokens.size).toBe(0);
});

test('its room is bounded: a flood of tokens drops the one unused for longest', () => {
  const tokens = new VerifiedTokens(3);
  for (const token of ['a', 'b', 'c']) tokens.add(token, until(60));
  tokens.find('a', now);
  tokens.add('d', until(60));
  expect(['a', 'b', 'c', 'd'].filter((token) => tokens.find(token, now) !== null)).toEqual(['a', 'c', 'd']);
  for (let i = 0; i < 1000; i += 1) tokens.add(`t${i}`, until(60));
  expect(tokens.size).toBe(3);
});
