import { setTimeout as delay } from 'node:timers/promises';
import { DependencyUnavailable } from '@users/application';
import { newClient, type RedisClient, type RedisSettings } from './client.ts';

/**
 * One connection, there or being tried. While Redis is away each command fails at once; a Redis that has stopped
 * answering costs one caller the time-out, and everyone after that fails at once until it answers again.
 */
export class RedisConnection {
  readonly #client: RedisClient;
  readonly #timeoutMs: number;
  /** A command has had no answer in time, and still has none. */
  #silent = false;

  private constructor(settings: RedisSettings) {
    this.#client = newClient(settings);
    this.#timeoutMs = settings.timeoutMs ?? 1_000;
  }

  /** Begins to connect and does not wait for it: a service starts without Redis. */
  static open(settings: RedisSettings): RedisConnection {
    const connection = new RedisConnection(settings);
    // Rejects only when it is closed before it was ever open.
    connection.#client.connect().catch(() => {});
    return connection;
  }

  /** True as soon as the connection stands, false when it does not within so many milliseconds. */
  async waitUntilReady(withinMs: number): Promise<boolean> {
    if (this.#client.isReady) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const ready = () => resolve(true);
    const timer = setTimeout(resolve, withinMs, false);
    this.#client.once('ready', ready);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#client.off('ready', ready);
    });
  }

  /**
   * Runs one command.
   *
   * @throws DependencyUnavailable when Redis is away, silent, or refuses (loading, out of memory, read only)
   */
  async run<Reply>(command: (client: RedisClient) => Promise<Reply>): Promise<Reply> {
    if (this.#silent) throw new DependencyUnavailable('redis', { cause: new Error('Redis does not answer') });
    try {
      return await this.#inTime(command(this.#client));
    } catch (error) {
      throw new DependencyUnavailable('redis', { cause: error });
    }
  }

  /** For readiness. @throws DependencyUnavailable */
  async ping(): Promise<void> {
    await this.run((client) => client.ping());
  }

  /** Ends the connection, and the trying. */
  async close(): Promise<void> {
    if (this.#client.isReady) await Promise.race([this.#client.close(), delay(this.#timeoutMs)]);
    this.#client.destroy();
  }

  async #inTime<Reply>(reply: Promise<Reply>): Promise<Reply> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#silent = true;
      // Answered after all, or refused because the connection was replaced: either way there is news.
      reply
        .catch(() => {})
        .finally(() => {
          this.#silent = false;
        });
      late.reject(new Error(`Redis did not answer within ${this.#timeoutMs} ms`));
    }, this.#timeoutMs);
    return Promise.race([reply, late.promise]).finally(() => clearTimeout(timer));
  }
}
