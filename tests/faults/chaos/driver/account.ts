import { setTimeout as delay } from 'node:timers/promises';
import type { DeadCredential, Effect } from './history.ts';
import type { LinkKind } from './mailbox.ts';
import type { WriteCall, Written } from './recorded-client.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';

/** A request for a link is merged with one before it for so long, and a second. */
const requestLifeMs = 61_000;
/** The longest pause between two links, while the one before still works, and a second. */
const longestPauseMs = 901_000;

/**
 * What a person knows of their account: nothing is guessed of a write of unknown outcome, each case is kept in mind. The
 * deeds that change it stand beside it, one subject each.
 */
export class Account {
  /** Its address at its registration, by which checks know it. */
  readonly registered: string;
  readonly surroundings: Surroundings;
  /** Those that may be the right one: two after a change of unknown outcome. */
  emails: readonly string[];
  /** The same of passwords; none once the account was taken back. */
  passwords: readonly string[];
  /** The address that it had last and nobody can log in by any more. */
  formerEmail: string | null = null;
  session: Session | null = null;
  /** A change that ends sessions has an unknown outcome: nothing more is promised of sessions and mails. */
  shaken = false;
  readonly #usedLinks = new Set<string>();
  /** When the next link is asked for at the earliest, by path: the service sends none in a pause. */
  readonly #nextLinkMs = new Map<string, number>();
  #changes = 0;

  constructor(email: string, surroundings: Surroundings) {
    this.registered = email;
    this.surroundings = surroundings;
    this.emails = [email];
    this.passwords = [`first password of ${email}`];
  }

  /** The likeliest of its addresses. */
  get email(): string {
    return this.emails[0] ?? this.registered;
  }

  write(
    operation: string,
    call: Omit<WriteCall, 'account' | 'operation'>,
    effect: Effect | null = null,
  ): Promise<Written> {
    return this.surroundings.client.write({ ...call, account: this.registered, operation, effect });
  }

  /** Asks for a link and waits for it. */
  async newLink(path: string, kind: 'verify-email' | 'reset-password'): Promise<string | null> {
    if (performance.now() < (this.#nextLinkMs.get(path) ?? 0)) {
      await this.pause();
      return null;
    }
    this.#nextLinkMs.set(path, performance.now() + longestPauseMs);
    const type = kind === 'verify-email' ? 'user.verification_token.created' : 'user.password_reset.requested';
    const call = { path, body: { email: this.email }, promised: !this.shaken };
    const asked = await this.write(`ask for ${kind}`, call, { type });
    // After an unknown change the link may come or not: nobody waits for it.
    if (asked.outcome !== 'acknowledged' || this.shaken) {
      await this.pause();
      return null;
    }
    return this.link(kind);
  }

  /** The link that was asked for did its work: the next one may be asked for as soon as the request is a new one. */
  followed(path: string): void {
    this.#nextLinkMs.set(path, performance.now() + requestLifeMs);
  }

  /** Waits for a link that was not used yet. @returns null once the run is over */
  async link(kind: LinkKind, to = this.email): Promise<string | null> {
    const { mailbox, going } = this.surroundings;
    const token = await mailbox.link(to, kind, this.#usedLinks, going);
    if (token !== null) this.#usedLinks.add(token);
    return token;
  }

  /** A session that does not do what it should is let go; it should have, unless something unknown came in between. */
  async unusable(operation: string, status: number): Promise<void> {
    if (status === 401 && !this.shaken) this.contradiction(`${operation}: a session that was never ended gives 401`);
    if (status === 401) this.session = null;
    await this.pause();
  }

  /** An acknowledged change has ended its session. */
  endSession(because: string): void {
    if (this.session) this.dead('refresh_token', this.session.refreshToken, because);
    this.session = null;
  }

  /** A change that ends its session was done or not. */
  shake(): void {
    this.shaken = true;
    this.session = null;
  }

  /** Nothing more is done with it: what it must be like is tried in the end. */
  leave(): void {
    const [password] = this.passwords;
    if (this.shaken || password === undefined) return;
    const { email, formerEmail, session } = this;
    this.surroundings.history.living.push({
      ...{ email, formerEmail, password },
      refreshToken: session?.refreshToken ?? null,
    });
  }

  dead(kind: DeadCredential['kind'], token: string, because: string): void {
    this.surroundings.history.dead.push({ account: this.registered, kind, token, because });
  }

  contradiction(what: string): void {
    this.surroundings.history.contradictions.push(`${this.registered}: ${what}`);
  }

  nextName(): string {
    this.#changes += 1;
    return `Name ${this.#changes} of ${this.registered}`;
  }

  nextPassword(): string {
    this.#changes += 1;
    return `password ${this.#changes} of ${this.registered}`;
  }

  pause(): Promise<void> {
    return delay(this.surroundings.random.between(50, 300));
  }
}
