import { WrongState } from '../access/access-errors.ts';
import type { Permission } from '../role/permission.ts';
import { AggregateRoot } from '../shared/aggregate-root.ts';
import { assertShown } from '../shared/shown-text.ts';
import { VersionMismatch } from '../user/user-errors.ts';
import { InvalidScope } from './client-errors.ts';

/** All of a service client that is stored: digests of its secrets, never a secret. */
export interface ServiceClientState {
  /** UUIDv7: the `client_id`, and `sub` of its tokens. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What its tokens may allow at most. */
  readonly permissions: readonly Permission[];
  /** SHA-256 of the current secret, base64url. */
  readonly secretDigest: string;
  /** The secret before the last rotation, while it is good beside the current one. */
  readonly previousSecret: PreviousSecret | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** The ETag, and the guard of every write. */
  readonly version: number;
  /** A token of an older one is refused. */
  readonly epoch: number;
}

export interface PreviousSecret {
  readonly digest: string;
  /** Good before this moment, not at it. */
  readonly goodUntil: Date;
}

/** How long the secret before may stay good: a week. */
export const maxGraceSeconds = 604_800;
/**
 * Unless the caller says otherwise: an hour, in which instances that are replaced one by one work with both. Whose
 * secret is in wrong hands says 0.
 */
export const defaultGraceSeconds = 3600;

/** A sibling service that acts in its own name, by tokens that it gets for its secret (RFC 6749 §4.4). */
export class ServiceClient extends AggregateRoot<never> {
  #state: ServiceClientState;

  private constructor(state: ServiceClientState) {
    super();
    this.#state = state;
  }

  static restore(state: ServiceClientState): ServiceClient {
    return new ServiceClient(state);
  }

  /** @throws UnfitText */
  static create(
    input: Pick<ServiceClientState, 'id' | 'name' | 'description' | 'permissions' | 'secretDigest'> & { now: Date },
  ): ServiceClient {
    const { now, ...rest } = input;
    assertShown(rest.name, 'clientName', '/name');
    assertShown(rest.description, 'description', '/description');
    const state = { ...rest, previousSecret: null, createdAt: now, revokedAt: null, version: 1, epoch: 1 };
    const client = new ServiceClient(state);
    client.touch();
    return client;
  }

  get id(): string {
    return this.#state.id;
  }

  get state(): ServiceClientState {
    return this.#state;
  }

  /** @throws VersionMismatch when `expected` is given and not the stored version */
  expectVersion(expected: number | null): void {
    if (expected !== null && expected !== this.#state.version) throw new VersionMismatch(this.#state.version);
  }

  /** Whether a secret of this digest lets it in now. Digests may be compared in any time: they tell of no secret. */
  admits(digest: string, now: Date): boolean {
    const { revokedAt, secretDigest, previousSecret } = this.#state;
    if (revokedAt !== null) return false;
    if (digest === secretDigest) return true;
    return digest === previousSecret?.digest && now.getTime() < previousSecret.goodUntil.getTime();
  }

  /**
   * What a token may allow: what was asked for, or everything granted when nothing in particular was.
   *
   * @param asked names of permissions, as they came; null: all
   * @throws InvalidScope when that is more than was granted, or nothing at all (RFC 6749 §3.3)
   */
  scopeFor(asked: readonly string[] | null): readonly Permission[] {
    const granted = this.#state.permissions;
    const scope = asked === null ? granted : granted.filter((permission) => asked.includes(permission));
    if (scope.length === 0 || (asked !== null && scope.length < new Set(asked).size)) throw new InvalidScope();
    return scope;
  }

  /**
   * Takes a new secret; the one before it stays good for the grace, one still older is dropped. Without a grace the old
   * secret is taken for stolen: the tokens that it got end too.
   *
   * @param graceSeconds from 0 to `maxGraceSeconds`
   * @throws WrongState when it is revoked
   */
  rotate(secretDigest: string, graceSeconds: number, now: Date): void {
    if (this.#state.revokedAt !== null) throw new WrongState();
    if (!Number.isInteger(graceSeconds) || graceSeconds < 0 || graceSeconds > maxGraceSeconds) {
      throw new RangeError(`A grace has from 0 to ${maxGraceSeconds} seconds.`);
    }
    const { secretDigest: digest, epoch } = this.#state;
    const goodUntil = new Date(now.getTime() + graceSeconds * 1000);
    if (graceSeconds > 0) this.#change({ secretDigest, previousSecret: { digest, goodUntil } });
    else this.#change({ secretDigest, previousSecret: null, epoch: epoch + 1 });
  }

  /**
   * Ends it for good, with every token that it got.
   *
   * @throws WrongState when it is revoked
   */
  revoke(now: Date): void {
    if (this.#state.revokedAt !== null) throw new WrongState();
    this.#change({ revokedAt: now, previousSecret: null, epoch: this.#state.epoch + 1 });
  }

  #change(change: Partial<ServiceClientState>): void {
    this.#state = { ...this.#state, ...change, version: this.#state.version + 1 };
    this.touch();
  }
}
