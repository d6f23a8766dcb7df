import { DependencyUnavailable } from '@users/application';
import type { OneTimeToken } from '@users/domain';
import { RedisConnection, RedisTokenStore } from '@users/redis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userState, verificationToken } from '../contracts/samples.ts';
import { describeWith } from '../support/services/require.ts';
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const clock = { now: () => new Date() };

describeWith('redis', 'Redis away and back', ({ redis }) => {
  let proxy: TcpProxy;
  let connection: RedisConnection;
  let store: RedisTokenStore;
  let lines: string[];

  beforeEach(async () => {
    proxy = await tcpProxy(redis);
    open();
  });
  afterEach(async () => {
    await connection.close();
    await proxy.close();
  });

  function open(url = proxy.url): void {
    lines = [];
    connection = RedisConnection.open({
      url,
      timeoutMs: 300,
      log: (level, message, fields) => lines.push(`${level} ${message} ${JSON.stringify(fields)}`),
    });
    store = new RedisTokenStore({ connection, clock });
  }

  function token(): OneTimeToken {
    return verificationToken(userState(clock.now()), clock.now());
  }

  async function expectUnavailable(command: Promise<unknown>): Promise<DependencyUnavailable> {
    const error = await command.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DependencyUnavailable)) throw new Error('expected DependencyUnavailable', { cause: error });
    expect(error.dependency).toBe('redis');
    return error;
  }

  async function expectAllUnavailable(one: OneTimeToken): Promise<void> {
    await expectUnavailable(store.put(one));
    await expectUnavailable(store.find('email_verification', one.state.digest));
    await expectUnavailable(store.burn('email_verification', one.state.digest));
    await expectUnavailable(connection.ping());
  }

  async function back(): Promise<void> {
    await until('Redis to be back', async () => {
      await connection.ping();
      return true;
    });
  }

  test('a service starts without Redis, refuses, and goes on by itself once Redis is there', async () => {
    await connection.close();
    await proxy.cut();
    open();
    expect(await connection.waitUntilReady(100)).toBe(false);
    await expectAllUnavailable(token());
    await proxy.mend();
    await back();
  });

  test('while it is away everything is refused; then what was stored is there again', async () => {
    await back();
    const kept = token();
    await store.put(kept);
    await proxy.cut();
    await expectAllUnavailable(token());
    await proxy.mend();
    await back();
    expect((await store.find('email_verification', kept.state.digest))?.state).toEqual(kept.state);
  });

  test('what was refused is not carried out later', async () => {
    await back();
    await proxy.cut();
    const refused = Array.from({ length: 20 }, token);
    for (const one of refused) await expectUnavailable(store.put(one));
    await proxy.mend();
    await back();
    const found = await Promise.all(refused.map((one) => store.find('email_verification', one.state.digest)));
    expect(found.filter((one) => one !== null)).toEqual([]);
  });

  test('commands on their way when the connection breaks are refused, none hangs', async () => {
    await back();
    proxy.freeze();
    const waiting = Array.from({ length: 20 }, () => expectUnavailable(store.put(token())));
    await proxy.cut();
    await Promise.all(waiting);
    await proxy.mend();
    await back();
  });

  test('a Redis that stops answering costs one time-out; after that callers are refused at once', async () => {
    await back();
    proxy.freeze();
    const first = await expectUnavailable(connection.ping());
    expect(String(first.cause)).toContain('did not answer within 300 ms');
    const second = await expectUnavailable(connection.ping());
    expect(String(second.cause)).toContain('does not answer');
    await proxy.mend();
    await back();
  });

  test('coming and going is told once each, however many tries it takes', async () => {
    await back();
    for (const round of [1, 2]) {
      await proxy.cut();
      await until('several tries', async () => {
        await expectUnavailable(connection.ping());
        return lines.length >= 2 * round - 1;
      });
      await proxy.mend();
      await back();
      expect(lines.map((line) => line.split(' ')[0])).toEqual(
        Array.from({ length: round }, () => ['warn', 'info']).flat(),
      );
    }
  });

  test('a wrong password is told and tried again, and never logged', async () => {
    await connection.close();
    const url = new URL(proxy.url);
    url.username = 'somebody';
    url.password = 'correct-horse-battery-staple';
    open(url.href);
    await until('the refusal to be told', () => lines.length > 0);
    const error = await expectUnavailable(connection.ping());
    expect(lines).toHaveLength(1);
    expect(`${lines.join()} ${error.message} ${String(error.cause)}`).not.toContain('correct-horse');
  });

  test('closed, it refuses; closing again, or while Redis is away, is quiet', async () => {
    await back();
    await connection.close();
    await connection.close();
    await expectUnavailable(connection.ping());
    await proxy.cut();
    open();
    await connection.close();
  });
});
