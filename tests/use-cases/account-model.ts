import { parseEmailAddress } from '@users/domain';
import {
  passwordResetTtlSeconds,
  retention,
  sessionLifetime,
  verificationTtlSeconds,
} from '../support/use-case-fixture.ts';
import type { Account, Link, ModelSession, Outcome, ResetLink, Words } from './account-facts.ts';
import { RequestModel, takeLink } from './account-requests.ts';

const accessTokenSeconds = 600;

/**
 * What is expected of accounts, links and sessions: written by hand from the rules, in the plainest way, and sharing no
 * code with what it is compared to. Times in seconds.
 */
export class AccountModel {
  now = 0;
  readonly accounts = new Map<string, Account>();
  /** Their addresses are free again. */
  readonly erased: Account[] = [];
  readonly links: Link[] = [];
  readonly resetLinks: ResetLink[] = [];
  readonly sessions: ModelSession[] = [];
  readonly requests = new RequestModel();

  /** @returns the link that must be in the mail; null: the owner is told instead, or nothing happens */
  register(email: string, words: Words): Link | null {
    const known = this.accounts.get(email);
    const before = this.requests.repeated(email);
    const carriedOut = this.requests.ask('register', email, this.now);
    const unproved = known?.status === 'deleted' ? known.hidden : known?.status;
    if (known && unproved === 'pending') known.contested = true;
    if (!carriedOut) return null;
    if (known === undefined) {
      const account = this.#create(email, words);
      account.contested = before;
      takeLink(account, 'register', this.now);
      return this.#issue(account, words);
    }
    if (!takeLink(known, 'register', this.now) || known.status !== 'pending') return null;
    known.events += 1;
    return this.#issue(known, words);
  }

  /** @returns the link that must be in the mail, if any */
  resend(email: string): Link | null {
    const account = this.accounts.get(email);
    if (!this.requests.ask('resend', email, this.now)) return null;
    if (account?.status !== 'pending' || !takeLink(account, 'resend', this.now)) return null;
    account.events += 1;
    return this.#issue(account, account.words);
  }

  preview(link: Link): Outcome {
    const { account } = link;
    if (this.now >= link.expiresAt || account.status === 'deleted') return 'link_expired';
    if (account.verifiedBy === link) return 'done';
    if (account.status !== 'pending') return 'already_verified';
    return this.#wordsOf(link) === null ? 'choose_password' : 'ready';
  }

  follow(link: Link, password: string | null): Outcome {
    const state = this.preview(link);
    if (state === 'done') return 'ok';
    if (state !== 'ready' && state !== 'choose_password') return state;
    const { account } = link;
    const chosen = password === null ? null : { fullName: account.words.fullName, password };
    const words = (this.requests.repeated(account.email) ? null : this.#wordsOf(link)) ?? chosen;
    if (words === null) return 'password_required';
    Object.assign(account, { words, status: 'active', verifiedBy: link });
    this.#changed(account, { signsOut: true });
    return 'ok';
  }

  logIn(email: string, password: string): Outcome {
    const account = this.accounts.get(email);
    if (account?.words.password !== password) return 'invalid_credentials';
    const outcomes = { active: 'ok', suspended: 'account_suspended' };
    return account.status === 'active' || account.status === 'suspended'
      ? outcomes[account.status]
      : 'invalid_credentials';
  }

  opened(email: string, refreshToken: string, accessToken: string): void {
    const account = this.accounts.get(email);
    if (account === undefined) throw new Error(`the model knows no account ${email}`);
    const times = { openedAt: this.now, rotatedAt: this.now, accessTokenAt: this.now };
    this.sessions.push({ account, epoch: account.epoch, ...times, over: false, tokens: [refreshToken], accessToken });
  }

  alive(session: ModelSession): boolean {
    const { status, epoch } = session.account;
    if (status !== 'active' || epoch !== session.epoch) return false;
    const idle = this.now >= session.rotatedAt + sessionLifetime.idleSeconds;
    return !session.over && !idle && this.now < session.openedAt + sessionLifetime.absoluteSeconds;
  }

  /** The token that is so many generations old is presented. */
  refresh(session: ModelSession, age: number): 'rotated' | 'repeated' | 'refused' {
    if (!this.alive(session)) return 'refused';
    if (age === 0) {
      session.rotatedAt = this.now;
      return 'rotated';
    }
    if (age === 1 && this.now <= session.rotatedAt + sessionLifetime.graceSeconds) return 'repeated';
    session.over = true;
    return 'refused';
  }

  signedIn(session: ModelSession): boolean {
    return this.alive(session) && this.now < session.accessTokenAt + accessTokenSeconds;
  }

  /** @param seen difference of the expected version to the one that is stored; null: none is expected */
  rename(session: ModelSession, fullName: string, seen: number | null): Outcome {
    if (!this.signedIn(session)) return 'not_authenticated';
    const { account } = session;
    if (seen !== null && seen !== 0) return 'version_mismatch';
    if (account.words.fullName === fullName) return 'ok';
    account.words = { ...account.words, fullName };
    this.#changed(account, { signsOut: false });
    return 'ok';
  }

  /** @returns the link that must be in the mail, if any */
  requestReset(email: string): ResetLink | null {
    const account = this.accounts.get(email);
    if (!this.requests.ask('reset', email, this.now)) return null;
    if (account?.status !== 'active' || !takeLink(account, 'reset', this.now)) return null;
    account.events += 1;
    const link = { account, epoch: account.epoch, expiresAt: this.now + passwordResetTtlSeconds, token: '' };
    this.resetLinks.push(link);
    return link;
  }

  reset({ account, epoch, expiresAt }: ResetLink, password: string): Outcome {
    if (this.now >= expiresAt || epoch !== account.epoch) return 'link_expired';
    account.words = { ...account.words, password };
    this.#changed(account, { signsOut: true });
    return 'ok';
  }

  /** The session that made it ends with the others; see `succeeded` for what goes on. */
  changePassword(session: ModelSession, current: string, next: string): Outcome {
    if (!this.signedIn(session)) return 'not_authenticated';
    const { account } = session;
    if (account.words.password !== current) return 'wrong_password';
    account.words = { ...account.words, password: next };
    this.#changed(account, { signsOut: true });
    return 'ok';
  }

  succeeded({ account, openedAt }: ModelSession, refreshToken: string, accessToken: string): void {
    const times = { openedAt, rotatedAt: this.now, accessTokenAt: this.now };
    this.sessions.push({ account, epoch: account.epoch, ...times, over: false, tokens: [refreshToken], accessToken });
  }

  suspend(account: Account): Outcome {
    if (account.status !== 'active') return 'wrong_state';
    account.status = 'suspended';
    this.#changed(account, { signsOut: true });
    return 'ok';
  }

  reactivate(account: Account): Outcome {
    if (account.status !== 'suspended') return 'wrong_state';
    account.status = 'active';
    this.#changed(account, { signsOut: false });
    return 'ok';
  }

  softDelete(account: Account): Outcome {
    if (account.status === 'deleted') return 'wrong_state';
    account.hidden = account.status;
    account.status = 'deleted';
    account.deletedAt = this.now;
    this.#changed(account, { signsOut: true });
    return 'ok';
  }

  restore(account: Account): Outcome {
    if (account.status !== 'deleted') return 'wrong_state';
    account.status = account.hidden;
    this.#changed(account, { signsOut: false });
    return 'ok';
  }

  erase(account: Account): void {
    this.accounts.delete(account.email);
    this.erased.push(account);
    account.status = 'deleted';
    this.#changed(account, { signsOut: true });
  }

  /** When the account's time is over; null: it has no end. */
  endOf({ status, updatedAt, linkedUntil, deletedAt }: Account): number | null {
    if (status === 'pending') return Math.max(updatedAt + retention.pendingSeconds, linkedUntil);
    return status === 'deleted' ? deletedAt + retention.softDeletedSeconds : null;
  }

  /** What nobody uses goes when its time is over; nothing else does. */
  housekeep(): void {
    this.requests.sweep(this.now);
    for (const account of [...this.accounts.values()]) {
      const end = this.endOf(account);
      if (end !== null && this.now >= end) this.erase(account);
    }
  }

  /** Tells nobody: no event, no version. */
  endSessions(account: Account): void {
    account.epoch += 1;
  }

  #changed(account: Account, { signsOut }: { signsOut: boolean }): void {
    account.version += 1;
    account.updatedAt = this.now;
    account.events += 1;
    if (signsOut) account.epoch += 1;
  }

  #create(email: string, words: Words): Account {
    const counts = { contested: false, version: 1, events: 2, epoch: 1 };
    const times = { updatedAt: this.now, deletedAt: 0, linkedUntil: 0 };
    const address = parseEmailAddress(email);
    const account: Account = {
      id: '',
      email: address,
      status: 'pending',
      hidden: 'pending',
      ...counts,
      ...times,
      words,
      verifiedBy: null,
      linked: new Map(),
    };
    this.accounts.set(email, account);
    return account;
  }

  #issue(account: Account, words: Words | null): Link {
    const link = { account, words, expiresAt: this.now + verificationTtlSeconds, token: '' };
    account.linkedUntil = link.expiresAt;
    this.links.push(link);
    return link;
  }

  /** A link brings a password only while nobody else has registered the address. */
  #wordsOf(link: Link): Words | null {
    return link.account.contested ? null : link.words;
  }
}
