import type { Config } from '../config/config.ts';
import type { Closers } from '../run/closers.ts';
import type { Logger } from '../run/logger.ts';
import type { Readiness } from '../run/readiness.ts';

/** How long a start waits for Redis, so that the first link need not be refused; it starts without it all the same. */
const patienceMs = 1000;

/** The token store on Redis; null when none is configured. */
export async function openRedis(config: Config, closers: Closers, log: Logger, readiness: Readiness) {
  if (config.redisUrl === null) return null;
  const { RedisConnection, RedisTokenStore } = await import('@users/redis');
  const connection = RedisConnection.open({
    url: config.redisUrl,
    log: (level, message, fields) => log[level](fields, message),
  });
  closers.add('Redis connection', () => connection.close());
  readiness.add('redis', { needed: false, check: () => connection.ping() });
  await connection.waitUntilReady(patienceMs);
  return new RedisTokenStore({ connection, clock: { now: () => new Date() } });
}
