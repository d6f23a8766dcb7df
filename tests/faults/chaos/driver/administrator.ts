import { setTimeout as delay } from 'node:timers/promises';
import type { Effect } from './history.ts';
import type { WriteCall, Written } from './recorded-client.ts';
import type { Surroundings } from './surroundings.ts';
import { writeUnderKey } from './under-key.ts';

export type Credentials = { readonly email: string; readonly password: string };

/** Invites people, suspends them, hides them and brings them back, and erases some. */
export class Administrator {
  readonly #with: Surroundings;
  readonly #credentials: Credentials;
  #token = '';

  constructor(credentials: Credentials, surroundings: Surroundings) {
    this.#credentials = credentials;
    this.#with = surroundings;
  }

  /** One account, from its invitation until it is left alone. */
  async lookAfter(email: string): Promise<void> {
    const { going, random } = this.#with;
    if (this.#token === '') await this.#logIn();
    const invited = await this.#invite(email);
    if (invited === null) return;
    const { id, certain } = invited;
    // What nothing came of is not tried again: the next change says what the account is like.
    for (let left = random.between(2, 6); left > 0 && going(); left -= 1) {
      const verb = random.pick(['roles', 'soft_delete', 'delete'] as const);
      if (verb === 'roles') {
        const roles = random.pick([['user'], ['user', 'admin'], []]);
        await this.#call(email, 'set roles', 'PUT', `/users/${id}/roles`, { roles }, updated('roles_changed'));
      } else if (verb === 'soft_delete') {
        await this.#call(email, 'hide', 'POST', '/users/soft_delete', { ids: [id] }, updated('soft_deleted'));
        await this.#call(email, 'restore', 'POST', `/users/${id}/restore`, {}, updated('restored'));
      } else if (certain && random.next() < 0.3) {
        await this.#call(email, 'erase', 'DELETE', `/users/${id}`, undefined, { type: 'user.deleted' });
        return;
      }
    }
  }

  /**
   * @returns null when it is not known to be there. It is not `certain` while an earlier request may still be carried out:
   * a key is forgotten with whoever its answer told of, so that one would invite again whoever was erased.
   */
  async #invite(email: string): Promise<{ id: string; certain: boolean } | null> {
    const { random, going, underKeys } = this.#with;
    const effect = { type: 'user.created', full_name: `Guest ${email}` } as const;
    const body = { email, full_name: effect.full_name, roles: ['user'] };
    const call = { account: email, operation: 'invite', method: 'POST', path: '/users', body, effect };
    if (underKeys && random.next() < 0.5) {
      const { outcome, body, certain } = await writeUnderKey(this.#with, call, (each) => this.#send(each));
      return outcome === 'acknowledged' ? { id: body.id, certain } : null;
    }
    for (let tries = 0; tries < 20 && going(); tries += 1) {
      const written = await this.#send(call);
      if (written.outcome === 'acknowledged') return { id: written.body.id, certain: true };
      if (written.outcome === 'unknown') return null;
      await delay(200);
    }
    return null;
  }

  #call(account: string, operation: string, method: string, path: string, body: unknown, effect: Effect) {
    return this.#send({
      ...{ account, operation, method, path, body, effect },
      // The same roles again change nothing.
      promised: operation !== 'set roles',
      confirms: (answer) => answer?.results?.[0]?.soft_deleted !== false,
    });
  }

  async #send(call: WriteCall): Promise<Written> {
    const written = await this.#with.client.write({ ...call, token: this.#token });
    if (written.status === 401) await this.#logIn();
    if (written.status === 0 || written.status >= 500) await delay(200);
    return written;
  }

  async #logIn(): Promise<void> {
    const { email } = this.#credentials;
    const call = { account: email, operation: 'log in', path: '/auth/login', body: this.#credentials };
    const { outcome, body } = await this.#with.client.write(call);
    if (outcome === 'acknowledged') this.#token = body.access_token;
    else await delay(200);
  }
}

function updated(reason: string): Effect {
  return { type: 'user.updated', reason };
}
