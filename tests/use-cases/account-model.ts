import { sessionLifetime, verificationTtlSeconds } from '../support/use-case-fixture.ts';

/** `ok`, or the code of the refusal. */
export type Outcome = string;

/** What a registration brings. */
export interface Words {
  readonly fullName: string;
  readonly password: string;
}

interface Account {
  status: 'pending' | 'active';
  words: Words;
  registrations: number;
  version: number;
  events: number;
  /** The link that verified the address. */
  verifiedBy: Link | null;
}

export interface Link {
  readonly email: string;
  /** Null: its reader chooses. */
  readonly words: Words | null;
  readonly resent: boolean;
  readonly expiresAt: number;
  /** The token in the mail, once it was mailed. */
  token: string;
}

export interface ModelSession {
  readonly email: string;
  readonly openedAt: number;
  rotatedAt: number;
  over: boolean;
  /** Every refresh token handed out, by generation. */
  readonly tokens: string[];
  accessToken: string;
  accessTokenAt: number;
}

const accessTokenSeconds = 600;

/**
 * What is expected of accounts, links and sessions: written by hand from the rules, in the plainest way, and sharing no
 * code with what it is compared to. Times in seconds.
 */
export class AccountModel {
  now = 0;
  readonly accounts = new Map<string, Account>();
  readonly links: Link[] = [];
  readonly sessions: ModelSession[] = [];

  /** @returns the link that must be in the mail; null: the owner is told instead */
  register(email: string, words: Words): Link | null {
    const account = this.accounts.get(email);
    if (account?.status === 'active') return null;
    if (account === undefined) {
      const fresh = { status: 'pending', registrations: 1, version: 1, events: 2, verifiedBy: null } as const;
      this.accounts.set(email, { ...fresh, words });
    } else {
      account.registrations += 1;
      account.events += 1;
    }
    return this.#issue(email, words, false);
  }

  /** @returns the link that must be in the mail, if any */
  resend(email: string): Link | null {
    const account = this.accounts.get(email);
    if (account?.status !== 'pending') return null;
    account.events += 1;
    return this.#issue(email, account.registrations === 1 ? account.words : null, true);
  }

  preview(link: Link): Outcome {
    const account = this.#account(link.email);
    if (this.now >= link.expiresAt) return 'link_expired';
    if (account.verifiedBy === link) return 'done';
    if (account.status === 'active') return 'already_verified';
    return this.#wordsOf(link) === null ? 'choose_password' : 'ready';
  }

  follow(link: Link, password: string | null): Outcome {
    const state = this.preview(link);
    if (state === 'done') return 'ok';
    if (state !== 'ready' && state !== 'choose_password') return state;
    const account = this.#account(link.email);
    const chosen = password === null ? null : { fullName: account.words.fullName, password };
    const words = this.#wordsOf(link) ?? chosen;
    if (words === null) return 'password_required';
    Object.assign(account, { words, status: 'active', verifiedBy: link });
    account.version += 1;
    account.events += 1;
    return 'ok';
  }

  logIn(email: string, password: string): Outcome {
    const account = this.accounts.get(email);
    if (account?.words.password !== password) return 'invalid_credentials';
    return account.status === 'pending' ? 'email_not_verified' : 'ok';
  }

  opened(email: string, refreshToken: string, accessToken: string): void {
    const times = { openedAt: this.now, rotatedAt: this.now, accessTokenAt: this.now };
    this.sessions.push({ email, ...times, over: false, tokens: [refreshToken], accessToken });
  }

  alive(session: ModelSession): boolean {
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
    const account = this.#account(session.email);
    if (seen !== null && seen !== 0) return 'version_mismatch';
    if (account.words.fullName === fullName) return 'ok';
    account.words = { ...account.words, fullName };
    account.version += 1;
    account.events += 1;
    return 'ok';
  }

  versionOf(email: string): number {
    return this.#account(email).version;
  }

  #issue(email: string, words: Words | null, resent: boolean): Link {
    const link = { email, words, resent, expiresAt: this.now + verificationTtlSeconds, token: '' };
    this.links.push(link);
    return link;
  }

  /** A link that was asked for again brings what it brings only while nobody else has registered the address. */
  #wordsOf(link: Link): Words | null {
    return link.resent && this.#account(link.email).registrations > 1 ? null : link.words;
  }

  #account(email: string): Account {
    const account = this.accounts.get(email);
    if (account === undefined) throw new Error(`the model knows no account ${email}`);
    return account;
  }
}
