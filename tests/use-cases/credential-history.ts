import type { IssuedTokens } from '@users/application';
import { expect } from 'vitest';
import { activeAccount, ada, emailChangeLink, logIn, resetLink } from '../support/accounts.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

/** Weighted by repetition: most changes find sessions whose tokens have moved on. */
export const deeds = [
  ...['log in', 'log in', 'refresh', 'refresh', 'refresh', 'log out', 'wait'],
  ...['change the password', 'change the password', 'reset the password'],
  ...['change the address', 'change the address', 'undo that', 'undo that'],
] as const;
export type Deed = (typeof deeds)[number];

interface Choice {
  /** Counted from the newest. */
  readonly session: number;
  /** How many generations old the token is. */
  readonly age: number;
}

/** One account with all refresh tokens that it was ever given: those of before its last change of credentials, and since. */
export class CredentialHistory {
  readonly #fixture: UseCaseFixture;
  #email = ada.email;
  /** Null after a change of address was undone. */
  #password: string | null = ada.password;
  /** Oldest first. */
  readonly #former: string[] = [];
  /** Of each session, oldest first. */
  #sessions: IssuedTokens[][] = [];
  #changes = 0;

  private constructor(fixture: UseCaseFixture) {
    this.#fixture = fixture;
  }

  /** With an account that is logged in. */
  static async begin(): Promise<CredentialHistory> {
    const fixture = useCaseFixture();
    await activeAccount(fixture);
    const history = new CredentialHistory(fixture);
    await history.do('log in', { session: 0, age: 0 });
    return history;
  }

  async do(deed: Deed, choice: Choice): Promise<void> {
    const session = this.#sessions.at(-1 - (choice.session % Math.max(1, this.#sessions.length)));
    switch (deed) {
      case 'log in':
        return this.#logIn();
      case 'refresh':
        return this.#refresh(session, choice.age);
      case 'log out':
        return this.#logOut(session);
      case 'wait':
        return this.#fixture.clock.advance(11);
      case 'change the password':
        return this.#changePassword(session);
      case 'reset the password':
        return this.#resetPassword();
      case 'change the address':
        return this.#changeAddress(session);
      case 'undo that':
        return this.#undo();
    }
  }

  /** The newest first: of a session of before, an older one would end the family, and hide that the newest is good. */
  async expectFormerRefused(): Promise<void> {
    for (const refreshToken of this.#former.toReversed()) {
      const attempt = this.#fixture.refreshSession.execute({ refreshToken }, request());
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_refresh_token' });
    }
  }

  async #logIn(): Promise<void> {
    if (this.#password === null) return;
    this.#sessions.push([await logIn(this.#fixture, { ...ada, email: this.#email, password: this.#password })]);
  }

  async #refresh(session: IssuedTokens[] | undefined, age: number): Promise<void> {
    const presented = session?.at(-1 - age);
    if (session === undefined || presented === undefined) return;
    const issued = await this.#fixture.refreshSession.execute(presented, request()).catch(() => null);
    if (issued === null) this.#sessions = this.#sessions.filter((other) => other !== session);
    else session.push(issued);
  }

  async #logOut(session: IssuedTokens[] | undefined): Promise<void> {
    if (session === undefined) return;
    await this.#fixture.logOut.execute({ refreshToken: session.at(-1)?.refreshToken ?? null }, request());
    this.#sessions = this.#sessions.filter((other) => other !== session);
  }

  async #changePassword(session: IssuedTokens[] | undefined): Promise<void> {
    if (session === undefined || this.#password === null) return;
    await this.#refreshAll();
    const actor = await this.#fixture.bearer(session.at(-1)?.accessToken ?? '');
    const change = { currentPassword: this.#password, newPassword: this.#nextPassword() };
    const issued = await this.#fixture.changePassword.execute(change, request(actor));
    this.#password = change.newPassword;
    await this.#changed([issued]);
  }

  async #resetPassword(): Promise<void> {
    this.#fixture.clock.advance(61);
    const token = await resetLink(this.#fixture, this.#email);
    await this.#refreshAll();
    const password = this.#nextPassword();
    await this.#fixture.resetPassword.execute({ token, password }, request());
    this.#password = password;
    await this.#changed(null);
  }

  async #changeAddress(session: IssuedTokens[] | undefined): Promise<void> {
    if (session === undefined || this.#password === null) return;
    this.#fixture.clock.advance(420);
    await this.#refreshAll();
    const actor = await this.#fixture.bearer(session.at(-1)?.accessToken ?? '');
    if (actor.kind !== 'user') throw new Error('a session that nothing has ended is over');
    this.#changes += 1;
    const email = `ada-${this.#changes}@example.org`;
    const token = await emailChangeLink(this.#fixture, actor, email, this.#password);
    await this.#fixture.confirmEmailChange.execute({ token }, request());
    this.#email = email;
    await this.#changed(null);
  }

  /** By the newest link that takes an address back, when there is one that was not followed. */
  async #undo(): Promise<void> {
    const { fixture, email } = await this.#wayBack();
    if (email === null) return;
    await this.#refreshAll();
    const [token] = fixture.links(email, 'email_changed').slice(-1);
    const followed = await fixture.revertEmailChange.execute({ token: token ?? '' }, request()).catch(() => null);
    if (followed === null) return;
    this.#email = email;
    this.#password = null;
    await this.#changed(null);
  }

  /** Whom the newest notice of a change of address went to. */
  async #wayBack() {
    const fixture = this.#fixture;
    await fixture.work();
    const mail = fixture.mailer.sent.findLast(({ template }) => template === 'email_changed');
    return { fixture, email: mail?.to ?? null };
  }

  /** So that each session has a token that was just replaced, in its grace. */
  async #refreshAll(): Promise<void> {
    for (const session of [...this.#sessions]) await this.#refresh(session, 0);
  }

  /** @param next what the session that made the change goes on with; null: a link made it */
  async #changed(next: IssuedTokens[] | null): Promise<void> {
    this.#former.push(...this.#sessions.flat().map(({ refreshToken }) => refreshToken));
    this.#sessions = next === null ? [] : [next];
    await this.expectFormerRefused();
    // Not because nothing is accepted any more: what came with the change is.
    if (next !== null) await this.#refresh(next, 0);
    expect(this.#sessions).toHaveLength(next === null ? 0 : 1);
  }

  #nextPassword(): string {
    this.#changes += 1;
    return `purple monkey dishwasher ${this.#changes}`;
  }
}
