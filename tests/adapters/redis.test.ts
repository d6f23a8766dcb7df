import { setTimeout as delay } from 'node:timers/promises';
import { RedisConnection, RedisTokenStore } from '@users/redis';
import { createClient } from 'redis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TokenStoreFixture } from '../contracts/fixture.ts';
import { digestOf, freshSecret, userState, verificationToken } from '../contracts/samples.ts';
import { tokenStoreContract } from '../contracts/token-store.contract.ts';
import { describeWith } from '../support/services/require.ts';

const clock = { now: () => new Date() };

interface RedisFixture extends TokenStoreFixture {
  readonly tokenStore: RedisTokenStore;
}

/** A database of its own on the server: this suite clears it. */
function ownDatabase(url: string): string {
  return Object.assign(new URL(url), { pathname: '/9' }).href;
}

async function redisFixture(url: string): Promise<RedisFixture> {
  const connection = RedisConnection.open({ url: ownDatabase(url) });
  expect(await connection.waitUntilReady(5_000)).toBe(true);
  return {
    tokenStore: new RedisTokenStore({ connection, clock }),
    now: () => clock.now(),
    elapse: (seconds) => delay(seconds * 1000),
    close: () => connection.close(),
  };
}

describeWith('redis', 'token store on Redis', ({ redis }) => {
  tokenStoreContract('Redis', () => redisFixture(redis));
});

describeWith('redis', 'what Redis holds', ({ redis }) => {
  let fixture: RedisFixture;
  const behind = createClient({ url: ownDatabase(redis) });
  beforeEach(async () => {
    fixture = await redisFixture(redis);
    await behind.connect();
  });
  afterEach(async () => {
    behind.destroy();
    await fixture.close();
  });

  test('a token lies under its purpose and digest and goes when it expires', async () => {
    const now = clock.now();
    const token = verificationToken(userState(now), now, { expiresAt: new Date(now.getTime() + 600_000) });
    await fixture.tokenStore.put(token);
    const left = await behind.pTTL(`users:token:email_verification:${token.state.digest}`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(600_000);
  });

  test('the token itself is nowhere', async () => {
    const secret = freshSecret();
    const token = verificationToken(userState(clock.now()), clock.now(), { digest: digestOf(secret) });
    await fixture.tokenStore.put(token);
    const keys = await behind.keys('*');
    const values = await Promise.all(keys.map((key) => behind.get(key)));
    expect(keys.join()).toContain(token.state.digest);
    expect([...keys, ...values].join()).not.toContain(secret);
  });

  test('an expired token leaves no key behind', async () => {
    const past = new Date(clock.now().getTime() - 1);
    const token = verificationToken(userState(past), past, { expiresAt: past });
    await fixture.tokenStore.put(token);
    expect(await behind.exists(`users:token:email_verification:${token.state.digest}`)).toBe(0);
  });

  test('a value that was moved to another key, or is not ours, counts as none', async () => {
    const token = verificationToken(userState(clock.now()), clock.now());
    const { digest } = token.state;
    await fixture.tokenStore.put(token);
    const key = `users:token:email_verification:${digest}`;
    const value = (await behind.get(key)) ?? '';
    await behind.set(`users:token:password_reset:${digest}`, value);
    expect(await fixture.tokenStore.find('password_reset', digest)).toBeNull();
    for (const broken of ['', 'null', '[]', '{', '{}', value.replace(/"epoch":\d+/, '"epoch":null'), '"text"']) {
      await behind.set(key, broken);
      expect(await fixture.tokenStore.find('email_verification', digest)).toBeNull();
    }
  });
});
