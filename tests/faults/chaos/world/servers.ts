import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalKafka, startKafka } from '../../../support/services/kafka.ts';
import { type LocalPostgres, startPostgres } from '../../../support/services/local-postgres.ts';
import { type LocalRedis, startRedis } from '../../../support/services/redis.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../support/services/temporary-folder.ts';
import type { ComesBack, ServerName } from '../plan/fault.ts';

/** How many snapshots of Redis are kept, for it to come back with an old one. */
const snapshotsKept = 5;

/** PostgreSQL, Redis and Kafka of this world alone: nobody else's are killed. */
export class Servers {
  readonly postgres: LocalPostgres;
  readonly kafka: LocalKafka;
  readonly #folder: TemporaryFolder;
  readonly #snapshots: string[] = [];
  readonly #down = new Set<ServerName>();
  #redis: LocalRedis;

  private constructor(postgres: LocalPostgres, kafka: LocalKafka, redis: LocalRedis, folder: TemporaryFolder) {
    this.postgres = postgres;
    this.kafka = kafka;
    this.#redis = redis;
    this.#folder = folder;
  }

  /** @param postgresFolder where PostgreSQL keeps its data; a temporary folder unless told */
  static async start(postgresFolder?: string): Promise<Servers> {
    const [postgres, kafka, redis, folder] = await Promise.all([
      startPostgres(postgresFolder === undefined ? {} : { folder: postgresFolder }),
      startKafka(),
      startRedis(),
      temporaryFolder('chaos'),
    ]);
    return new Servers(postgres, kafka, redis, folder);
  }

  get redis(): LocalRedis {
    return this.#redis;
  }

  /** Neither killed nor frozen. */
  up(name: ServerName): boolean {
    return !this.#down.has(name);
  }

  /** Ends it as a crash would; the returned function brings it back. */
  async kill(name: ServerName, comesBack: ComesBack): Promise<() => Promise<void>> {
    this.#down.add(name);
    const back = { postgres: this.#killPostgres, redis: this.#killRedis, kafka: this.#killKafka }[name];
    const bringBack = await back.call(this, comesBack);
    return async () => {
      await bringBack();
      this.#down.delete(name);
    };
  }

  /** Starts a PostgreSQL that has given up by itself. @returns whether it had */
  async reviveIfEnded(): Promise<boolean> {
    const ended = !this.postgres.process.alive();
    if (ended) await this.postgres.restart();
    return ended;
  }

  freeze(name: 'redis' | 'kafka'): () => Promise<void> {
    const { process } = this[name];
    this.#down.add(name);
    process.pause();
    return async () => {
      process.resume();
      this.#down.delete(name);
    };
  }

  /** Takes a snapshot of Redis now and then, until told to stop. */
  async takeSnapshots(going: () => boolean): Promise<void> {
    for (let number = 0; going(); number += 1) {
      const file = join(this.#folder.path, `redis-${number % snapshotsKept}.rdb`);
      // While it is away there is nothing to be saved.
      const saved =
        this.up('redis') &&
        (await this.#redis.saveTo(file).then(
          () => true,
          () => false,
        ));
      if (saved && !this.#snapshots.includes(file)) this.#snapshots.push(file);
      await delay(3_000);
    }
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.postgres.stop(), this.kafka.stop(), this.#redis.stop()]);
    await this.#folder.remove();
  }

  async #killPostgres(): Promise<() => Promise<void>> {
    await this.postgres.crash();
    return async () => void (await this.postgres.restart());
  }

  async #killKafka(): Promise<() => Promise<void>> {
    await this.kafka.process.kill();
    return async () => void (await this.kafka.restart());
  }

  async #killRedis(comesBack: ComesBack): Promise<() => Promise<void>> {
    await this.#redis.process.kill();
    await this.#redis.stop();
    const port = Number(new URL(this.#redis.url).port);
    return async () => {
      const snapshot = comesBack === 'from an old snapshot' ? this.#snapshots[0] : undefined;
      this.#redis = await startRedis({ port, snapshot });
    };
  }
}
