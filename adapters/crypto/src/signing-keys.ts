import type { Clock, Sealer, SigningKeyRepository, StoredSigningKey } from '@users/application';
import type { CryptoKey } from 'jose';
import { makeSigningKey, type PublicSigningJwk, readSigningKey, type SigningKey } from './signing-key.ts';
import {
  newestKey,
  overviewOf,
  type RotationTimes,
  retiredKeys,
  rotationDue,
  type SigningKeyOverview,
  signingKeyAt,
} from './signing-key-schedule.ts';

export interface SigningKeysOptions {
  readonly repository: SigningKeyRepository;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Lifetime of the tokens that are signed. */
  readonly tokenTtlSeconds: number;
  /** 90 days unless told. */
  readonly rotateAfterSeconds?: number;
  /** For so long others may cache the published keys: 600 unless told. */
  readonly cacheSeconds?: number;
}

const defaultRotateAfterSeconds = 90 * 24 * 3600;
const defaultCacheSeconds = 600;
/** Each process knows what another added at most so much later. */
const reloadSeconds = 60;
/** An unknown key id costs one read, however many tokens bring one. */
const retrySeconds = 1;

/**
 * The Ed25519 keys of access tokens, shared by all processes through the repository. A key is published before it
 * signs, long enough for every process to see it and every cache to run out; and after it has signed, until its last
 * token is over. So nobody ever meets a token whose key they cannot know.
 *
 * Nothing runs by itself: keys are read again when they are used, at most once a minute, or when a token names an
 * unknown one. Taking a key's row away makes its tokens invalid everywhere within that minute.
 */
export class SigningKeys {
  /** For how long the answer of `jwks` may be cached. */
  readonly cacheSeconds: number;
  readonly #options: SigningKeysOptions;
  readonly #times: RotationTimes;
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #loadedAt = Number.NaN;
  #triedAt = Number.NaN;
  #failure: unknown = null;
  #loading: Promise<void> | null = null;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
    this.cacheSeconds = options.cacheSeconds ?? defaultCacheSeconds;
    this.#times = {
      rotateAfterSeconds: options.rotateAfterSeconds ?? defaultRotateAfterSeconds,
      // A cache may be filled by a process that has yet to read the new key.
      publishAheadSeconds: this.cacheSeconds + reloadSeconds,
      // Another process signs by the old key until it reads again; once more for clocks that differ.
      publishAfterSeconds: options.tokenTtlSeconds + 2 * reloadSeconds,
    };
  }

  /** Reads the keys and makes the first. @throws DependencyUnavailable */
  async ready(): Promise<void> {
    await this.#reload();
    if (this.#failure !== null) throw this.#failure;
  }

  /** The key to sign by now. @throws DependencyUnavailable when none could be read yet */
  async forSigning(): Promise<{ kid: string; privateKey: CryptoKey }> {
    await this.#refresh(reloadSeconds);
    const able = [...this.#keys.values()].flatMap(({ privateKey, ...key }) =>
      privateKey === null ? [] : [{ ...key, privateKey }],
    );
    const key = signingKeyAt(able, this.#options.clock.now());
    if (key === undefined) throw this.#failure ?? new Error('there is no signing key');
    return { kid: key.kid, privateKey: key.privateKey };
  }

  /**
   * Null when nobody has published it; reads again before it says so.
   *
   * @throws DependencyUnavailable when it is unknown and the keys cannot be read
   */
  async find(kid: string): Promise<CryptoKey | null> {
    if (!this.knows(kid)) {
      await this.#refresh(retrySeconds);
      if (!this.#keys.has(kid) && this.#failure !== null) throw this.#failure;
    }
    return this.#keys.get(kid)?.publicKey ?? null;
  }

  /** Whether the key is published, as known here and now; looks for news behind the caller's back. */
  knows(kid: string): boolean {
    void this.#refresh(reloadSeconds);
    return this.#keys.has(kid);
  }

  /** The public halves (RFC 7517 §5): those that sign, have signed and will sign. @throws DependencyUnavailable */
  async jwks(): Promise<{ readonly keys: readonly PublicSigningJwk[] }> {
    await this.#refresh(reloadSeconds);
    if (this.#keys.size === 0 && this.#failure !== null) throw this.#failure;
    return { keys: [...this.#keys.values()].map((key) => key.publicJwk) };
  }

  /**
   * Begins a new key before its time, as a rotation that is due does. One that waits for its time already is enough: it
   * is told of instead, and so is that of another process which was quicker.
   *
   * @throws DependencyUnavailable
   */
  async rotate(): Promise<{ readonly kid: string; readonly made: boolean }> {
    await this.ready();
    const { clock, repository } = this.#options;
    const now = clock.now();
    const newest = newestKey(await repository.all());
    if (newest !== undefined && newest.activatesAt.getTime() > now.getTime()) return { kid: newest.kid, made: false };
    const key = await this.#make(now, this.#times.publishAheadSeconds);
    const made = await repository.add(key, createdAfter(newest));
    await this.ready();
    const kid = made ? key.kid : (newestKey([...this.#keys.values()])?.kid ?? key.kid);
    return { kid, made };
  }

  /** Every key that is published, the oldest first, and what it is for now. @throws DependencyUnavailable */
  async overview(): Promise<readonly SigningKeyOverview[]> {
    await this.ready();
    const able = [...this.#keys.values()].filter(({ privateKey }) => privateKey !== null).map(({ kid }) => kid);
    return overviewOf([...this.#keys.values()], new Set(able), this.#times, this.#options.clock.now());
  }

  /** Reads again what is older than so many seconds. Never rejects: what is known goes on serving. */
  async #refresh(maxAgeSeconds: number): Promise<void> {
    const now = this.#options.clock.now().getTime();
    if (within(this.#loadedAt, now, maxAgeSeconds)) return;
    if (this.#loading === null && within(this.#triedAt, now, retrySeconds)) return;
    await this.#reload();
  }

  #reload(): Promise<void> {
    this.#triedAt = this.#options.clock.now().getTime();
    this.#loading ??= this.#load()
      .then(() => {
        this.#failure = null;
      })
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#loading = null;
      });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { clock, repository } = this.#options;
    const now = clock.now();
    let stored = await repository.all();
    let keys = await this.#read(stored);
    if (await this.#rotate(stored, keys, now)) {
      stored = await repository.all();
      keys = await this.#read(stored);
    }
    const retired = retiredKeys(keys, this.#times, now).map((key) => key.kid);
    this.#keys = new Map(keys.filter((key) => !retired.includes(key.kid)).map((key) => [key.kid, key]));
    this.#loadedAt = now.getTime();
    if (retired.length > 0) await repository.remove(retired);
  }

  async #read(stored: readonly StoredSigningKey[]): Promise<SigningKey[]> {
    const { sealer } = this.#options;
    const read = await Promise.all(stored.map((row) => this.#keys.get(row.kid) ?? readSigningKey(row, sealer)));
    return read.filter((key) => key !== null);
  }

  /** True when the repository may have changed: of several processes one adds, the others find its key. */
  async #rotate(stored: readonly StoredSigningKey[], keys: readonly SigningKey[], now: Date): Promise<boolean> {
    const canSign = keys.some((key) => key.privateKey !== null);
    if (canSign && !rotationDue(stored, this.#times, now)) return false;
    // Without any key to sign by, the new one begins at once.
    const aheadSeconds = canSign ? this.#times.publishAheadSeconds : 0;
    await this.#options.repository.add(await this.#make(now, aheadSeconds), createdAfter(newestKey(stored)));
    return true;
  }

  #make(now: Date, aheadSeconds: number): Promise<StoredSigningKey> {
    const activatesAt = new Date(now.getTime() + aheadSeconds * 1000);
    return makeSigningKey(this.#options.sealer, { createdAt: now, activatesAt });
  }
}

/** A key of this time or later was made by somebody else since we looked. */
function createdAfter(newest: Pick<StoredSigningKey, 'createdAt'> | undefined): Date {
  return new Date((newest?.createdAt.getTime() ?? -1) + 1);
}

function within(time: number, now: number, seconds: number): boolean {
  // The distance, not the age: a clock set back must not stop the reading.
  return Math.abs(now - time) < seconds * 1000;
}
