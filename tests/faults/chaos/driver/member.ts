import { Account } from './account.ts';
import { changeEmail } from './deeds/email-change.ts';
import { changePassword, resetPassword } from './deeds/passwords.ts';
import { erase, rename } from './deeds/profile.ts';
import { register, verify } from './deeds/registration.ts';
import { logIn, logOut, refresh } from './deeds/sessions.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The person who has an account. Does one thing after the other, so that the order of its acknowledged writes is known,
 * and never guesses what became of an unknown one: it carries on with what either case allows.
 */
export class Member {
  readonly #account: Account;
  readonly #with: Surroundings;
  /** One of ten moves to another address, once. */
  #moves: boolean;

  constructor(email: string, surroundings: Surroundings) {
    this.#with = surroundings;
    this.#account = new Account(email, surroundings);
    this.#moves = surroundings.random.next() < 0.1;
  }

  async live(): Promise<void> {
    const { random, going } = this.#with;
    const account = this.#account;
    if (!(await register(account)) || !(await verify(account))) return;
    for (let left = random.between(4, 14); left > 0 && going(); left -= 1) {
      if (account.session !== null) {
        if (!(await this.#act(account.session))) return;
      } else if (account.passwords.length === 0) await resetPassword(account);
      else await logIn(account);
    }
    account.leave();
  }

  /** @returns false when the account is gone */
  async #act(session: Session): Promise<boolean> {
    const account = this.#account;
    const deed = this.#with.random.weighted([
      ['rename', 6],
      ['refresh', 5],
      ['change the password', 2],
      ['reset the password', 2],
      ['log out', 1],
      ['delete', 1],
      ['move', this.#moves && !account.shaken ? 12 : 0],
    ]);
    if (deed === 'rename') await rename(account, session);
    if (deed === 'refresh') await refresh(account, session);
    if (deed === 'change the password') await changePassword(account, session);
    if (deed === 'reset the password') await resetPassword(account);
    if (deed === 'log out') await logOut(account, session);
    if (deed === 'move') this.#moves = !(await changeEmail(account, session));
    if (deed === 'delete') return !(await erase(account, session));
    return true;
  }
}
