import { AggregateRoot } from '../shared/aggregate-root.ts';

/** All of a session that is stored: no token and no digest of one. */
export interface SessionState {
  /** UUIDv7, the `sid` claim. */
  readonly id: string;
  readonly userId: string;
  /** 256 random bits, base64url: ties every refresh token of the family to this row. */
  readonly seed: string;
  /** Number of the refresh token that is current. */
  readonly generation: number;
  readonly rotatedAt: Date;
  /** The user's epoch at log-in; the session is dead once the user's has moved on. */
  readonly epoch: number;
  /** When its user logged in. */
  readonly createdAt: Date;
  /** Masked client network, and user agent, for the owner's list of sessions. */
  readonly network: string | null;
  readonly userAgent: string | null;
  readonly endedAt: Date | null;
  readonly endReason: 'logged_out' | 'revoked' | 'reuse_detected' | 'credentials_changed' | null;
  /** Guard of every write. */
  readonly revision: number;
}

export interface SessionLifetime {
  /** Unused for so long: over. */
  readonly idleSeconds: number;
  /** Over, however busy. */
  readonly absoluteSeconds: number;
  /** A lost answer may be asked for again within this time. */
  readonly graceSeconds: number;
}

/**
 * - `rotated`: the next token may be handed out.
 * - `repeated`: the caller missed the last answer and gets the same successor again.
 * - `reused`: an older genuine token came back: someone has a copy; the family is ended (RFC 9700 §4.14.2).
 * - `dead`: ended, expired, or the user's epoch moved on.
 */
export type RefreshOutcome = 'rotated' | 'repeated' | 'reused' | 'dead';

/** A refresh token family: a log-in on one device, until it ends or its user changes a credential. */
export class Session extends AggregateRoot<never> {
  #state: SessionState;

  private constructor(state: SessionState) {
    super();
    this.#state = state;
  }

  static restore(state: SessionState): Session {
    return new Session(state);
  }

  static open(input: {
    id: string;
    userId: string;
    epoch: number;
    seed: string;
    network: string | null;
    userAgent: string | null;
    now: Date;
  }): Session {
    const { now, ...rest } = input;
    const session = new Session({
      ...rest,
      generation: 1,
      rotatedAt: now,
      createdAt: now,
      endedAt: null,
      endReason: null,
      revision: 0,
    });
    session.touch();
    return session;
  }

  get id(): string {
    return this.#state.id;
  }

  get state(): SessionState {
    return this.#state;
  }

  alive(lifetime: SessionLifetime, userEpoch: number, now: Date): boolean {
    const { endedAt, epoch, rotatedAt, createdAt } = this.#state;
    if (endedAt !== null || epoch !== userEpoch) return false;
    if (now.getTime() >= rotatedAt.getTime() + lifetime.idleSeconds * 1000) return false;
    return now.getTime() < createdAt.getTime() + lifetime.absoluteSeconds * 1000;
  }

  /** A genuine refresh token of this generation is presented. Changes state for `rotated` and `reused` only. */
  refresh(generation: number, lifetime: SessionLifetime, userEpoch: number, now: Date): RefreshOutcome {
    if (!this.alive(lifetime, userEpoch, now)) return 'dead';
    const { generation: current, rotatedAt } = this.#state;
    if (generation === current) {
      this.#change({ generation: current + 1, rotatedAt: now });
      return 'rotated';
    }
    const repeat = generation === current - 1 && now.getTime() - rotatedAt.getTime() <= lifetime.graceSeconds * 1000;
    if (repeat) return 'repeated';
    this.end('reuse_detected', now);
    return 'reused';
  }

  /** Ends the family; quiet when it has ended. */
  end(reason: NonNullable<SessionState['endReason']>, now: Date): void {
    if (this.#state.endedAt === null) this.#change({ endedAt: now, endReason: reason });
  }

  /**
   * A credential of the user was changed in this session: it ends, and a successor goes on under another id and seed,
   * so that no refresh token of before is good for anything after: neither the current one nor, in its grace, the one
   * before. The successor is no younger than this one: to change one credential proves less than to log in, and does
   * not put off the end of the absolute lifetime.
   *
   * @param next.epoch the user's, after the change
   */
  succeed(next: { id: string; seed: string; epoch: number; now: Date }): Session {
    const { userId, network, userAgent, createdAt } = this.#state;
    this.end('credentials_changed', next.now);
    const successor = Session.open({ ...next, userId, network, userAgent });
    successor.#change({ createdAt });
    return successor;
  }

  #change(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.touch();
  }
}
