import { SeededRandom } from '../plan/seeded-random.ts';
import { Administrator, type Credentials } from './administrator.ts';
import { Follower } from './follower.ts';
import { History } from './history.ts';
import type { Mailbox } from './mailbox.ts';
import { Member } from './member.ts';
import { RecordedClient } from './recorded-client.ts';
import { Streamer } from './streamer.ts';
import type { Surroundings } from './surroundings.ts';

export type DriverOptions = {
  readonly urls: readonly string[];
  readonly mailbox: Mailbox;
  readonly admin: Credentials;
  readonly seed: number;
  /** How many people act at the same time. */
  readonly members: number;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a release takes part that has neither the feed nor Idempotency-Key: they are left alone meanwhile. */
  readonly older?: boolean;
  /** What their addresses begin with, where several drivers use one world. */
  readonly prefix?: string;
};

/** Keeps so many people busy until it is stopped. */
export class Driver {
  readonly history = new History();
  readonly client: RecordedClient;
  readonly follower: Follower;
  readonly streamer: Streamer;
  readonly #options: DriverOptions;
  readonly #lives: Promise<void>[] = [];
  #going = true;
  #failure: unknown;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.client = new RecordedClient(this.history, options.urls, options.headers);
    this.follower = new Follower(options.urls, options.admin, this.history.followed);
    this.streamer = new Streamer(options.urls, options.admin, this.history.streamed);
  }

  start(): void {
    for (let place = 0; place < this.#options.members; place += 1) this.#keep(this.#members(place));
    for (let place = 0; place < 2; place += 1) this.#keep(this.#guests(place));
    if (this.#options.older) return;
    for (const reader of [this.follower, this.streamer]) this.#keep(reader.follow(() => this.#going));
  }

  /** Nobody begins anything more; resolves when the last answer has come. */
  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#lives);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** One more person, whatever the run does: to see that everything works from end to end. */
  member(email: string, going: () => boolean): Member {
    return new Member(email, { ...this.#surroundings(0), going });
  }

  #keep(life: Promise<void>): void {
    this.#lives.push(
      life.catch((error) => {
        this.#failure = error;
      }),
    );
  }

  async #members(place: number): Promise<void> {
    const { prefix = '' } = this.#options;
    const surroundings = this.#surroundings(place);
    for (let number = 0; this.#going; number += 1) {
      await new Member(`${prefix}m${place}-${number}@example.com`, surroundings).live();
    }
  }

  async #guests(place: number): Promise<void> {
    const { admin, prefix = '' } = this.#options;
    const administrator = new Administrator(admin, this.#surroundings(1_000 + place));
    for (let number = 0; this.#going; number += 1) {
      await administrator.lookAfter(`${prefix}g${place}-${number}@example.com`);
    }
  }

  #surroundings(place: number): Surroundings {
    const { mailbox, seed, older = false } = this.#options;
    const random = new SeededRandom(seed * 10_007 + place);
    const { client, history } = this;
    const known = { underKeys: !older, passwordEndsSession: !older };
    return { client, history, mailbox, random, ...known, going: () => this.#going };
  }
}
