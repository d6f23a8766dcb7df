import { createClient } from 'redis';
import type { RedisLog } from './log.ts';

export interface RedisSettings {
  /** `redis://` or `rediss://`, with the password in it: never logged. */
  readonly url: string;
  /** Told once when Redis goes away and once when it is back, not at each try. */
  readonly log?: RedisLog | undefined;
  /** Milliseconds after which a command that gets no answer has failed. 1000 when left out. */
  readonly timeoutMs?: number | undefined;
}

export type RedisClient = ReturnType<typeof newClient>;

const connectTimeoutMs = 2_000;
const longestPauseMs = 2_000;
// A server that is frozen, or cut off without a FIN, keeps its sockets open. So an idle connection is pinged, and one
// on which nothing moves any more is replaced.
const pingIntervalMs = 2_000;
const silenceMs = 5_000;

/**
 * A client that has not connected yet. It tries again for ever, sends nothing later than it was asked to (no offline
 * queue: a caller that was told 503 must not have its write carried out minutes afterwards), and crashes on nothing.
 */
export function newClient(settings: RedisSettings) {
  const client = createClient({
    url: settings.url,
    name: 'users',
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    pingInterval: pingIntervalMs,
    socket: { connectTimeout: connectTimeoutMs, socketTimeout: silenceMs, reconnectStrategy: pauseBeforeTry },
  });
  tellChanges(client, settings.log ?? (() => {}));
  return client;
}

/** Milliseconds: doubled from 50 up to two seconds, plus up to a tenth so that many processes do not come at once. */
export function pauseBeforeTry(retries: number): number {
  const pause = Math.min(longestPauseMs, 50 * 2 ** retries);
  return Math.round(pause * (1 + Math.random() / 10));
}

function tellChanges(client: RedisClient, log: RedisLog): void {
  let told: 'away' | 'here' | null = null;
  // An `error` event without a listener would end the process.
  client.on('error', (error: unknown) => {
    if (told === 'away') return;
    told = 'away';
    log('warn', 'Redis is away; trying again until it is back', { reason: reasonOf(error) });
  });
  client.on('ready', () => {
    if (told === 'away') log('info', 'Redis is back', {});
    told = 'here';
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
