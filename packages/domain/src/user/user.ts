import { AggregateRoot } from '../shared/aggregate-root.ts';
import type { OneTimeToken } from '../token/one-time-token.ts';
import type { EmailAddress } from './email-address.ts';
import {
  AccountSuspended,
  AlreadyVerified,
  EmailNotVerified,
  InvalidCredentials,
  LinkExpired,
  VersionMismatch,
} from './user-errors.ts';
import type { ChangedField, UpdateReason, UserEvent, UserSnapshot } from './user-events.ts';
import type { UserState } from './user-state.ts';

/** What a registration, a link or an administrator brings for the account. */
export interface Credentials {
  readonly fullName: string;
  readonly locale: string;
  readonly passwordHash: string;
}

/** Proof that the caller knew the password: which hash was verified, in which epoch. */
export interface PasswordProof {
  readonly passwordHash: string;
  readonly epoch: number;
  /** The same password under the parameters in force, when they have changed since. */
  readonly rehashed: string | null;
}

/** An account. Every rule about one user lives here; time, ids and secrets come in as arguments. */
export class User extends AggregateRoot<UserEvent> {
  #state: UserState;

  private constructor(state: UserState) {
    super();
    this.#state = state;
  }

  /** From storage. */
  static restore(state: UserState): User {
    return new User(state);
  }

  /** A stranger registers: pending until the link is followed. */
  static register(input: { id: string; email: EmailAddress; credentials: Credentials; now: Date }): User {
    const user = new User({ ...blank(input), ...input.credentials, registrations: 1, roles: ['user'] });
    user.#created(input.now);
    return user;
  }

  /** An operator makes an account that can log in at once (the first administrator). */
  static createActive(input: {
    id: string;
    email: EmailAddress;
    credentials: Credentials;
    roles: readonly string[];
    now: Date;
  }): User {
    const { credentials, roles, now } = input;
    const user = new User({ ...blank(input), ...credentials, roles, status: 'active', emailVerifiedAt: now });
    user.#created(now);
    return user;
  }

  get id(): string {
    return this.#state.id;
  }

  /** A copy of all that is stored. */
  get state(): UserState {
    return this.#state;
  }

  /**
   * The address was registered again before anyone proved to own it. Nothing of the account changes: only the link that
   * is followed decides whose name and password count (account pre-hijacking, USENIX Security 2022).
   */
  registerAgain(token: OneTimeToken, sealedToken: string, now: Date): void {
    this.issueVerification(token, sealedToken, now);
    this.#state = { ...this.#state, registrations: this.#state.registrations + 1 };
  }

  /** Whether a link sent now must ask its reader for a password instead of bringing one. */
  get contested(): boolean {
    return this.#state.registrations > 1;
  }

  /** A verification link is on its way. @throws AlreadyVerified unless the account is pending */
  issueVerification(token: OneTimeToken, sealedToken: string, now: Date): void {
    if (this.#state.status !== 'pending') throw new AlreadyVerified();
    const { id, email, fullName, locale } = this.#state;
    const { purpose, expiresAt } = token.state;
    this.#emit(now, (envelope) => ({
      ...envelope,
      type: 'user.verification_token.created',
      data: { userId: id, email, fullName, locale, purpose, expiresAt, sealedToken },
    }));
  }

  /**
   * Says whether a verification link would still do something: `ready`, or `done` for the link that already did.
   *
   * @throws LinkExpired when it belongs to another address or account state
   * @throws AlreadyVerified when another link was followed before
   */
  verificationBy(token: OneTimeToken, now: Date): 'ready' | 'done' {
    const { status, email, verifiedBy, emailVerifiedAt } = this.#state;
    if (token.expired(now) || token.state.userId !== this.id || token.state.email !== email) throw new LinkExpired();
    if (status === 'deleted') throw new LinkExpired();
    if (verifiedBy === token.state.digest) return 'done';
    if (status !== 'pending' || emailVerifiedAt !== null) throw new AlreadyVerified();
    return 'ready';
  }

  /** Follows a verification link: installs what it carries and makes the account active. Repeats change nothing. */
  verifyEmail(token: OneTimeToken, credentials: Credentials, now: Date): void {
    if (this.verificationBy(token, now) === 'done') return;
    const before = this.#state;
    const changed: ChangedField[] = ['status', 'email_verified'];
    if (before.passwordHash !== credentials.passwordHash) changed.push('password');
    if (before.fullName !== credentials.fullName) changed.push('full_name');
    if (before.locale !== credentials.locale) changed.push('locale');
    this.#update(now, changed, 'email_verified', {
      ...credentials,
      status: 'active',
      emailVerifiedAt: now,
      verifiedBy: token.state.digest,
      epoch: before.epoch + 1,
    });
  }

  /** @throws VersionMismatch when `expected` is given and not the stored version */
  expectVersion(expected: number | null): void {
    if (expected !== null && expected !== this.#state.version) throw new VersionMismatch(this.#state.version);
  }

  /** Changes name or locale; equal values change nothing and tell nobody. */
  updateProfile(input: { fullName?: string | undefined; locale?: string | undefined }, now: Date): void {
    const { fullName = this.#state.fullName, locale = this.#state.locale } = input;
    const changed: ChangedField[] = [];
    if (fullName !== this.#state.fullName) changed.push('full_name');
    if (locale !== this.#state.locale) changed.push('locale');
    if (changed.length > 0) this.#update(now, changed, 'profile_updated', { fullName, locale });
  }

  /**
   * A log-in succeeds. Checked again here, on the state that is written, so that a password changed or an account
   * suspended while the hash was computed wins (Zitadel CVE-2024-47000).
   *
   * @throws InvalidCredentials, EmailNotVerified, AccountSuspended
   */
  recordLogIn(proof: PasswordProof, now: Date): void {
    const { epoch, passwordHash } = this.#state;
    if (epoch !== proof.epoch) throw new InvalidCredentials();
    this.assertMayLogIn();
    const rehashed = passwordHash === proof.passwordHash ? proof.rehashed : null;
    this.#state = { ...this.#state, lastLoginAt: now, passwordHash: rehashed ?? passwordHash };
    this.touch();
  }

  /** Only after the password was right. @throws InvalidCredentials, EmailNotVerified, AccountSuspended */
  assertMayLogIn(): void {
    if (this.#state.status === 'pending') throw new EmailNotVerified();
    if (this.#state.status === 'suspended') throw new AccountSuspended();
    if (this.#state.status === 'deleted') throw new InvalidCredentials();
  }

  #created(now: Date): void {
    this.#emit(now, (envelope) => ({ ...envelope, type: 'user.created', data: this.#snapshot() }));
  }

  #update(now: Date, changed: readonly ChangedField[], reason: UpdateReason, change: Partial<UserState>): void {
    this.#state = { ...this.#state, ...change, version: this.#state.version + 1, updatedAt: now };
    this.#emit(now, (envelope) => ({
      ...envelope,
      type: 'user.updated',
      data: { ...this.#snapshot(), changed, reason },
    }));
  }

  #emit(now: Date, build: (envelope: { userId: string; sequence: number; occurredAt: Date }) => UserEvent): void {
    this.#state = { ...this.#state, sequence: this.#state.sequence + 1 };
    this.record(build({ userId: this.id, sequence: this.#state.sequence, occurredAt: now }));
  }

  #snapshot(): UserSnapshot {
    const { id, email, fullName, locale, status, roles, emailVerifiedAt, createdAt, updatedAt, version } = this.#state;
    const emailVerified = emailVerifiedAt !== null;
    return { id, email, fullName, locale, status, roles, emailVerified, createdAt, updatedAt, version };
  }
}

function blank(input: { id: string; email: EmailAddress; now: Date }): UserState {
  return {
    id: input.id,
    email: input.email,
    fullName: '',
    locale: 'en',
    metadata: {},
    status: 'pending',
    roles: [],
    passwordHash: null,
    emailVerifiedAt: null,
    verifiedBy: null,
    registrations: 0,
    lastLoginAt: null,
    createdAt: input.now,
    updatedAt: input.now,
    deletedAt: null,
    version: 1,
    epoch: 1,
    sequence: 0,
  };
}
