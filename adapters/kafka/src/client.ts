import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { DependencyUnavailable } from '@users/application';
import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { type KafkaLog, toKafkaLog } from './log.ts';

export interface KafkaSettings {
  /** `host:port` of some brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Names this service in the brokers' logs and quotas. */
  readonly clientId: string;
  readonly log?: KafkaLog | undefined;
  /** Milliseconds after which Kafka counts as away, for connecting and for each batch. 5000 when left out. */
  readonly timeoutMs?: number | undefined;
  readonly sasl?: KafkaSasl | undefined;
  /** Left out: no TLS. */
  readonly tls?: KafkaTls | undefined;
}

/** How this service proves who it is. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** PEM. Brokers are always verified, by name or address. */
export interface KafkaTls {
  /** Authorities that brokers' certificates may be signed by; Node's own list when left out. */
  readonly ca?: string | undefined;
  /** Where brokers ask for a certificate of ours. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** A client and the sockets that it opened. */
export interface KafkaClient {
  readonly kafka: Kafka;
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Cuts every connection at once and for good: whatever is still being retried behind it writes nothing more. */
  sever(): void;
}

/** A client that has not connected yet. */
export function createClient(settings: KafkaSettings): KafkaClient {
  const timeoutMs = settings.timeoutMs ?? 5_000;
  const sockets = new Set<Socket>();
  let severed = false;
  const kafka = new Kafka({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: Math.min(2_000, timeoutMs),
    requestTimeout: timeoutMs,
    // From 100 ms to 1 s: five tries span about three seconds.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: settings.log === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => toKafkaLog(settings.log ?? (() => {})),
    ...(settings.sasl === undefined ? {} : { sasl: toSasl(settings.sasl) }),
    ssl: settings.tls !== undefined,
    socketFactory: ({ host, port, onConnect }) => {
      if (severed) throw new Error('the client was closed');
      const place = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
      const socket =
        settings.tls === undefined ? connect(place, onConnect) : connectTls(withTls(place, settings.tls), onConnect);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  return {
    kafka,
    timeoutMs,
    sever() {
      severed = true;
      // With an error, so that kafkajs rejects what waits on the connection instead of waiting with it.
      for (const socket of sockets) socket.destroy(new Error('the client was closed'));
    },
  };
}

function toSasl({ mechanism, username, password }: KafkaSasl): SASLOptions {
  return { mechanism, username, password };
}

/** RFC 6066 §3: an address is no server name. */
function withTls<Place extends { host: string }>(place: Place, { ca, cert, key }: KafkaTls) {
  return {
    ...place,
    ...(isIP(place.host) ? {} : { servername: place.host }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** The promise, or an error once `ms` milliseconds have passed. The work itself goes on. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `work`; whatever goes wrong, Kafka is what is missing. @throws DependencyUnavailable */
export async function asKafka<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof DependencyUnavailable ? cause : new DependencyUnavailable('kafka', { cause });
  }
}
