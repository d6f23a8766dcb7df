import { AggregateRoot } from '../shared/aggregate-root.ts';
import type { Requester } from '../access/requester.ts';
import { assertShown } from '../shared/shown-text.ts';
import type { OneTimeToken } from '../token/one-time-token.ts';
import type { EmailAddress } from './email-address.ts';
import {
  assertEmailChangeFits,
  type EmailReversal,
  emailChanged,
  emailChangeRequested,
  emailReverted,
  type PendingEmailChange,
  pendingEmailChange,
} from './email-change.ts';
import { type AccountRetention, endsAt } from './expiry.ts';
import { type ImportedAccount, importedState } from './imported-account.ts';
import { erased, reactivated, restored, rolesSet, softDeleted, suspended } from './life-cycle.ts';
import { loggedIn } from './log-in.ts';
import { assertLinkFits, invitationAccepted, passwordChanged, passwordReset } from './passwords.ts';
import { profileUpdated } from './profile.ts';
import { nextEpoch, type Transition } from './transition.ts';
import { AlreadyVerified, LinkExpired, VersionMismatch } from './user-errors.ts';
import type { UserEvent, UserSnapshot } from './user-events.ts';
import type { Credentials, PasswordProof, ProfileChange } from './user-input.ts';
import { blankState, type Metadata, type UserState } from './user-state.ts';
import { verificationBy, verified } from './verification.ts';

/** An account. Its rules stand in the modules beside it, one subject each; time, ids and secrets come in as arguments. */
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
    return User.#create(input, { ...input.credentials, roles: ['user'] });
  }

  /** An administrator invites: pending, without a password, until the invitation is accepted. */
  static invite(input: {
    id: string;
    email: EmailAddress;
    profile: { fullName: string; locale: string; metadata: Metadata };
    roles: readonly string[];
    requester: Requester;
    now: Date;
  }): User {
    return User.#create(input, { ...input.profile, roles: input.roles, invitedBy: input.requester });
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
    return User.#create(input, { ...credentials, roles, status: 'active', emailVerifiedAt: now });
  }

  /** An operator brings an account from elsewhere, in whatever state it was there. @throws InvalidAccount */
  static import(input: {
    id: string;
    email: EmailAddress;
    account: ImportedAccount;
    requester: Requester;
    now: Date;
  }): User {
    const state = importedState(input.account, input.now);
    return User.#create(input, { ...state, invitedBy: state.emailVerifiedAt === null ? input.requester : null });
  }

  static #create(input: { id: string; email: EmailAddress; now: Date }, details: Partial<UserState>): User {
    assertShown(details.fullName ?? '', 'fullName', '/full_name');
    const user = new User({ ...blankState(input), ...details });
    user.#emit(input.now, (envelope) => ({ ...envelope, type: 'user.created', data: user.#snapshot() }));
    return user;
  }

  get id(): string {
    return this.#state.id;
  }

  /** A copy of all that is stored. */
  get state(): UserState {
    return this.#state;
  }

  /** Whether it counts as an administrator: one of those of whom there must always be one. */
  get activeAdmin(): boolean {
    return this.#state.status === 'active' && this.#state.roles.includes('admin');
  }

  /**
   * From now on no link installs the password that a stranger may have chosen: the address was registered again before
   * anyone proved to own it, or somebody else gave the account roles. Nothing else of it changes, and nobody is told
   * (account pre-hijacking, USENIX Security 2022). Quiet once the address was proved. A soft deletion does not hide it: links
   * of before work again when that is undone.
   */
  contest(): void {
    const { status, emailVerifiedAt, erasedAt, contested } = this.#state;
    const unproved = status === 'pending' || (status === 'deleted' && emailVerifiedAt === null && erasedAt === null);
    if (!unproved || contested) return;
    this.#change({ contested: true });
  }

  /** A verification or invitation link is on its way. @throws AlreadyVerified unless the account is pending */
  issueVerification(token: OneTimeToken, sealedToken: string, now: Date): void {
    const { status, linkExpiresAt } = this.#state;
    if (status !== 'pending') throw new AlreadyVerified();
    const { expiresAt } = token.state;
    if (linkExpiresAt === null || expiresAt > linkExpiresAt) this.#state = { ...this.#state, linkExpiresAt: expiresAt };
    this.#issue(token, sealedToken, now);
  }

  /** The change of address that waits for its link now. */
  emailChangeAt(now: Date): PendingEmailChange | null {
    return pendingEmailChange(this.#state, now);
  }

  /** See `emailChangeRequested` in email-change.ts. @throws LinkExpired unless the account is active */
  requestEmailChange(request: PendingEmailChange, now: Date): 'requested' | 'repeated' {
    const change = emailChangeRequested(this.#state, request, now);
    if (change === null) return 'repeated';
    this.#change(change);
    return 'requested';
  }

  /** Its link is dead from now on. Quiet when nothing waits. */
  cancelEmailChange(): void {
    if (this.#state.emailChange !== null) this.#change({ emailChange: null });
  }

  /** The link to the new address is on its way. @throws LinkExpired when it was replaced, cancelled or is too late */
  issueEmailChange(token: OneTimeToken, sealedToken: string, now: Date): void {
    assertEmailChangeFits(this.#state, token, now);
    this.#issue(token, sealedToken, now);
  }

  /** The change that this link confirms. @throws LinkExpired */
  assertEmailChangeFits(token: OneTimeToken, now: Date): PendingEmailChange {
    return assertEmailChangeFits(this.#state, token, now);
  }

  /** A reset link is on its way. @throws LinkExpired unless the account is active */
  issuePasswordReset(token: OneTimeToken, sealedToken: string, now: Date): void {
    if (this.#state.status !== 'active') throw new LinkExpired();
    const { id: userId, email, fullName, locale } = this.#state;
    const { expiresAt } = token.state;
    const data = { userId, email, fullName, locale, expiresAt, sealedToken };
    this.#emit(now, (envelope) => ({ ...envelope, type: 'user.password_reset.requested', data }));
  }

  /** See `verificationBy` in verification.ts. @throws LinkExpired, AlreadyVerified */
  verificationBy(token: OneTimeToken, now: Date): 'ready' | 'done' {
    return verificationBy(this.#state, token, now);
  }

  /** Follows a verification link. Repeats change nothing. @throws LinkExpired, AlreadyVerified */
  verifyEmail(token: OneTimeToken, credentials: Credentials, now: Date): void {
    if (this.verificationBy(token, now) === 'ready') {
      this.#apply(verified(this.#state, token, credentials, now), now);
    }
  }

  /** Whether an invitation, reset or e-mail-change link still fits. @throws LinkExpired */
  assertLinkFits(token: OneTimeToken, now: Date): void {
    assertLinkFits(this.#state, token, now);
  }

  acceptInvitation(token: OneTimeToken, passwordHash: string, now: Date): void {
    this.#apply(invitationAccepted(this.#state, token, passwordHash, now), now);
  }

  resetPassword(token: OneTimeToken, passwordHash: string, now: Date): void {
    this.#apply(passwordReset(this.#state, token, passwordHash, now), now);
  }

  /** @param epoch in which the old password was verified. @throws NotAuthenticated */
  changePassword(epoch: number, passwordHash: string, now: Date): void {
    this.#apply(passwordChanged(this.#state, epoch, passwordHash), now);
  }

  changeEmail(token: OneTimeToken, now: Date): void {
    this.#apply(emailChanged(this.#state, token, now), now);
  }

  revertEmail(reversal: EmailReversal, now: Date): void {
    this.#apply(emailReverted(this.#state, reversal, now), now);
  }

  /** @throws VersionMismatch when `expected` is given and not the stored version */
  expectVersion(expected: number | null): void {
    if (expected !== null && expected !== this.#state.version) throw new VersionMismatch(this.#state.version);
  }

  /** Equal values change nothing and tell nobody. @throws MetadataTooLarge */
  updateProfile(input: ProfileChange, now: Date): void {
    const transition = profileUpdated(this.#state, input);
    if (transition !== null) this.#apply(transition, now);
  }

  setRoles(roles: readonly string[], now: Date): void {
    const { roles: held } = this.#state;
    const same = roles.length === held.length && roles.every((role) => held.includes(role));
    if (!same) this.#apply(rolesSet(this.#state, roles), now);
  }

  suspend(reason: string, now: Date): void {
    this.#apply(suspended(this.#state, reason), now);
  }

  reactivate(now: Date): void {
    this.#apply(reactivated(this.#state), now);
  }

  softDelete(now: Date): void {
    this.#apply(softDeleted(this.#state, now), now);
  }

  /** Undoes a soft deletion. */
  undelete(now: Date): void {
    this.#apply(restored(this.#state), now);
  }

  /** Ends every session of the user without telling anyone outside: no event, only a new epoch. */
  endSessions(): void {
    this.#change(nextEpoch(this.#state));
  }

  /** Whether its time is over, see `endsAt` in expiry.ts. */
  ended(retention: AccountRetention, now: Date): boolean {
    const end = endsAt(this.#state, retention);
    return end !== null && now >= end;
  }

  /** Erases personal data for good. */
  erase(now: Date): void {
    const { id } = this.#state;
    this.#change({ ...erased(this.#state, now), version: this.#state.version + 1 });
    this.#emit(now, (envelope) => ({ ...envelope, type: 'user.deleted', data: { id, deletedAt: now } }));
  }

  /** See `loggedIn` in log-in.ts. @throws InvalidCredentials, AccountSuspended */
  recordLogIn(proof: PasswordProof, now: Date): void {
    this.#state = { ...this.#state, ...loggedIn(this.#state, proof, now) };
    this.touch();
  }

  #issue(token: OneTimeToken, sealedToken: string, now: Date): void {
    const { id: userId, fullName, locale } = this.#state;
    const { purpose, expiresAt, email } = token.state;
    const data = { userId, email, fullName, locale, purpose, expiresAt, sealedToken };
    this.#emit(now, (envelope) => ({ ...envelope, type: 'user.verification_token.created', data }));
  }

  #apply({ changed, reason, state }: Transition, now: Date): void {
    this.#change({ ...state, version: this.#state.version + 1, updatedAt: now });
    const data = { ...this.#snapshot(), changed, reason };
    this.#emit(now, (envelope) => ({ ...envelope, type: 'user.updated', data }));
  }

  /** A change of the account's own state: it moves the guard. */
  #change(change: Partial<UserState>): void {
    this.#state = { ...this.#state, ...change, revision: this.#state.revision + 1 };
    this.touch();
  }

  #emit(now: Date, build: (envelope: { userId: string; occurredAt: Date }) => UserEvent): void {
    this.record(build({ userId: this.id, occurredAt: now }));
  }

  #snapshot(): UserSnapshot {
    const { id, email, fullName, locale, status, roles, emailVerifiedAt, createdAt, updatedAt, version } = this.#state;
    const emailVerified = emailVerifiedAt !== null;
    return { id, email, fullName, locale, status, roles, emailVerified, createdAt, updatedAt, version };
  }
}
