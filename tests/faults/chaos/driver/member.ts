import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../plan/seeded-random.ts';
import type { Effect, History } from './history.ts';
import type { Mailbox } from './mailbox.ts';
import type { RecordedClient, WriteCall, Written } from './recorded-client.ts';

export type Surroundings = {
  readonly client: RecordedClient;
  readonly history: History;
  readonly mailbox: Mailbox;
  readonly random: SeededRandom;
  /** False once the run is over: what has begun is not gone on with. */
  readonly going: () => boolean;
};

/**
 * One account and the person who has it. Does one thing after the other, so that the order of its acknowledged writes is
 * known, and never guesses what became of an unknown one: it carries on with what either case allows.
 */
export class Member {
  readonly email: string;
  readonly #with: Surroundings;
  readonly #usedLinks = new Set<string>();
  #changes = 0;
  /** Those that may be the right one: several after a change of unknown outcome. */
  #passwords: string[];
  #session: Session | null = null;
  /** A change that ends sessions has an unknown outcome: nothing more is promised of sessions and mails. */
  #shaken = false;

  constructor(email: string, surroundings: Surroundings) {
    this.email = email;
    this.#with = surroundings;
    this.#passwords = [`first password of ${email}`];
  }

  async live(): Promise<void> {
    const { random, going } = this.#with;
    if (!(await this.#register()) || !(await this.#verify())) return;
    for (let left = random.between(4, 14); left > 0 && going(); left -= 1) {
      if (this.#session === null) await this.#logIn();
      else if (!(await this.#act())) return;
    }
    this.#leave();
  }

  /** @returns false when the account is gone */
  async #act(): Promise<boolean> {
    const deed = this.#with.random.weighted([
      ['rename', 6],
      ['refresh', 5],
      ['change the password', 2],
      ['reset the password', 2],
      ['log out', 1],
      ['delete', 1],
    ]);
    if (deed === 'rename') await this.#rename();
    if (deed === 'refresh') await this.#refresh();
    if (deed === 'change the password') await this.#changePassword();
    if (deed === 'reset the password') await this.#resetPassword();
    if (deed === 'log out') await this.#logOut();
    if (deed === 'delete') return !(await this.#delete());
    return true;
  }

  /** @returns whether it may go on: not after an unknown outcome, as a second registration is another story */
  async #register(): Promise<boolean> {
    const { going } = this.#with;
    const [password] = this.#passwords;
    const effect = { type: 'user.created', full_name: this.#name() } as const;
    const body = { email: this.email, password, full_name: effect.full_name };
    while (going()) {
      const { outcome } = await this.#write('register', { path: '/auth/register', body }, effect);
      if (outcome === 'acknowledged') return true;
      await this.#pause();
      if (outcome === 'unknown') return false;
    }
    return false;
  }

  /** The link may be asked again: the same link does nothing twice. A lost one is asked for anew. */
  async #verify(): Promise<boolean> {
    const { going } = this.#with;
    const effect = { type: 'user.updated', reason: 'email_verified' } as const;
    for (let token = await this.#link('verify-email'); token !== null && going(); ) {
      const written = await this.#write('verify', { path: '/auth/verify-email', body: { token } }, effect);
      // While it is unknown, a new link may be sent or not.
      this.#shaken = written.outcome === 'unknown' || (this.#shaken && written.outcome === 'refused');
      if (written.outcome === 'acknowledged') return true;
      if (written.status === 409) return true;
      if (written.status === 410) token = await this.#newLink('/auth/resend-verification', 'verify-email');
      else await this.#pause();
    }
    return false;
  }

  async #logIn(): Promise<void> {
    for (const password of this.#passwords) {
      const written = await this.#write('log in', { path: '/auth/login', body: { email: this.email, password } });
      if (written.outcome === 'acknowledged') {
        this.#session = new Session(written.body);
        return;
      }
      if (written.status !== 401) return this.#pause();
    }
    if (!this.#shaken) this.#contradiction('none of its passwords logs in');
    await this.#pause();
  }

  async #rename(): Promise<void> {
    const session = this.#session as Session;
    const me = await this.#with.client.read('/users/me', session.accessToken);
    if (me?.status !== 200) return this.#unusable('read itself', me?.status ?? 0);
    const effect = { type: 'user.updated', reason: 'profile_updated', full_name: this.#name() } as const;
    const { status } = await this.#write(
      'rename',
      {
        method: 'PATCH',
        path: '/users/me',
        body: { full_name: effect.full_name },
        token: session.accessToken,
        // So that one that a frozen process carries out late cannot undo a later one.
        ifMatch: `"${me.body.version}"`,
      },
      effect,
    );
    if (status < 200 || status > 299) await this.#unusable('rename', status);
  }

  async #refresh(): Promise<void> {
    const session = this.#session as Session;
    const body = { refresh_token: session.refreshToken };
    const written = await this.#write('refresh', { path: '/auth/refresh', body });
    if (written.outcome === 'acknowledged') {
      session.rotate(written.body);
      for (const token of session.tooOld()) this.#dead('refresh_token', token, 'rotated twice since');
    } else if (written.outcome === 'unknown') {
      // Sent again later it might count as reuse: the session is left alone.
      this.#session = null;
    } else if (written.status !== 0) {
      await this.#unusable('refresh', written.status);
    }
  }

  async #changePassword(): Promise<void> {
    const session = this.#session as Session;
    const [current = ''] = this.#passwords;
    if (this.#passwords.length > 1) return this.#logOut();
    const next = this.#nextPassword();
    const body = { current_password: current, new_password: next };
    const effect = { type: 'user.updated', reason: 'password_changed' } as const;
    const call = { path: '/auth/change-password', body, token: session.accessToken };
    const written = await this.#write('change password', call, effect);
    if (written.outcome === 'acknowledged') this.#settle(next);
    if (written.outcome === 'unknown') this.#shake(next);
    // It goes on with new tokens in the same session, whose old ones are of the epoch before.
    if (written.outcome === 'acknowledged') this.#session = new Session(written.body);
    if (written.outcome === 'refused') await this.#unusable('change password', written.status);
  }

  async #resetPassword(): Promise<void> {
    const token = await this.#newLink('/auth/request-password-reset', 'reset-password');
    if (token === null) return;
    const next = this.#nextPassword();
    const effect = { type: 'user.updated', reason: 'password_reset' } as const;
    const written = await this.#write(
      'reset password',
      { path: '/auth/reset-password', body: { token, password: next } },
      effect,
    );
    if (written.outcome === 'acknowledged') {
      this.#dead('reset_link', token, 'followed');
      if (this.#session) this.#dead('refresh_token', this.#session.refreshToken, 'password reset');
      this.#settle(next);
    }
    if (written.outcome === 'unknown') this.#shake(next);
    if (written.outcome !== 'refused') this.#session = null;
  }

  async #logOut(): Promise<void> {
    const { refreshToken } = this.#session as Session;
    this.#session = null;
    const written = await this.#write('log out', { path: '/auth/logout', body: { refresh_token: refreshToken } });
    if (written.outcome === 'acknowledged') this.#dead('refresh_token', refreshToken, 'logged out');
  }

  /** @returns whether it may be gone */
  async #delete(): Promise<boolean> {
    const { accessToken, refreshToken } = this.#session as Session;
    const call = { method: 'DELETE', path: '/users/me', token: accessToken } as const;
    const written = await this.#write('delete', call, { type: 'user.deleted' });
    if (written.outcome === 'acknowledged') this.#dead('refresh_token', refreshToken, 'account erased');
    if (written.outcome === 'refused') await this.#unusable('delete', written.status);
    return written.outcome !== 'refused';
  }

  /** Asks for a link and waits for it. */
  async #newLink(path: string, kind: 'verify-email' | 'reset-password'): Promise<string | null> {
    const type = kind === 'verify-email' ? 'user.verification_token.created' : 'user.password_reset.requested';
    const call = { path, body: { email: this.email }, promised: !this.#shaken };
    const asked = await this.#write(`ask for ${kind}`, call, { type });
    // After an unknown change the link may come or not: nobody waits for it.
    if (asked.outcome !== 'acknowledged' || this.#shaken) {
      await this.#pause();
      return null;
    }
    return this.#link(kind);
  }

  async #link(kind: 'verify-email' | 'reset-password'): Promise<string | null> {
    const { mailbox, going } = this.#with;
    const token = await mailbox.link(this.email, kind, this.#usedLinks, going);
    if (token !== null) this.#usedLinks.add(token);
    return token;
  }

  #write(
    operation: string,
    call: Omit<WriteCall, 'account' | 'operation'>,
    effect: Effect | null = null,
  ): Promise<Written> {
    return this.#with.client.write({ ...call, account: this.email, operation, effect });
  }

  /** A session that does not do what it should is let go; it should have, unless something unknown came in between. */
  async #unusable(operation: string, status: number): Promise<void> {
    if (status === 401 && !this.#shaken) this.#contradiction(`${operation}: a session that was never ended gives 401`);
    if (status === 401) this.#session = null;
    await this.#pause();
  }

  #settle(password: string): void {
    this.#passwords = [password];
  }

  #shake(password: string): void {
    this.#shaken = true;
    this.#passwords.push(password);
    this.#session = null;
  }

  #leave(): void {
    const [password = ''] = this.#passwords;
    if (this.#shaken) return;
    this.#with.history.living.push({ email: this.email, password, refreshToken: this.#session?.refreshToken ?? null });
  }

  #dead(kind: 'refresh_token' | 'reset_link', token: string, because: string): void {
    this.#with.history.dead.push({ account: this.email, kind, token, because });
  }

  #contradiction(what: string): void {
    this.#with.history.contradictions.push(`${this.email}: ${what}`);
  }

  #name(): string {
    this.#changes += 1;
    return `Name ${this.#changes} of ${this.email}`;
  }

  #nextPassword(): string {
    this.#changes += 1;
    return `password ${this.#changes} of ${this.email}`;
  }

  #pause(): Promise<void> {
    return delay(this.#with.random.between(50, 300));
  }
}

/** What the service answered last about one session. */
class Session {
  accessToken: string;
  refreshToken: string;
  readonly #former: { readonly token: string; readonly since: number }[] = [];

  constructor({ access_token, refresh_token }: { access_token: string; refresh_token: string }) {
    this.accessToken = access_token;
    this.refreshToken = refresh_token;
  }

  rotate({ access_token, refresh_token }: { access_token: string; refresh_token: string }): void {
    this.#former.push({ token: this.refreshToken, since: Date.now() });
    this.accessToken = access_token;
    this.refreshToken = refresh_token;
  }

  /** Those that are no longer the one before the present one. */
  tooOld(): readonly string[] {
    return this.#former.splice(0, this.#former.length - 1).map(({ token }) => token);
  }
}
