/**
 * A session in a browser: the access token lives in this closure, the refresh token in a cookie that no script can read.
 * Nothing is written to localStorage but the word that there was a session, so that a visitor who never logged in does
 * not ask for a refresh at each visit.
 */

const reminder = 'logged-in';

export class Session {
  #root;
  /** @type {string | null} */
  #accessToken = null;
  /** @type {Promise<boolean> | null} */
  #refreshing = null;

  /** @param {string} root address of the service */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {{ email: string, password: string }} credentials
   * @returns {Promise<string | null>} what was wrong, in the service's own words; null when all is well
   */
  async logIn(credentials) {
    const answer = await this.#post('auth/login', credentials);
    if (answer.ok) return this.#keep(await answer.json());
    const { title, detail } = await answer.json();
    return detail ?? title;
  }

  /** @returns {Promise<boolean>} whether the session of an earlier visit goes on */
  async resume() {
    return localStorage.getItem(reminder) !== null && (await this.#refresh());
  }

  /** Ends the session at the service; the answer takes the cookie away. */
  async logOut() {
    await this.#post('auth/logout', {});
    this.#forget();
  }

  /**
   * `fetch` with the access token; with a new one when it has expired.
   *
   * @param {string} path from the root of the service
   * @param {RequestInit} [init]
   */
  async fetch(path, init = {}) {
    const answer = await this.#attempt(path, init);
    return answer.status === 401 && (await this.#refresh()) ? this.#attempt(path, init) : answer;
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  #attempt(path, init) {
    const headers = { ...init.headers, authorization: `Bearer ${this.#accessToken}` };
    return fetch(new URL(path, this.#root), { ...init, headers });
  }

  /** However many requests find the token expired: one refresh, for which all of them wait. */
  #refresh() {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshOnce() {
    const answer = await this.#post('auth/refresh', {});
    if (answer.ok) this.#keep(await answer.json());
    else if (answer.status === 401) this.#forget();
    return answer.ok;
  }

  /**
   * The four requests that carry the cookie say so: `session` in the body, `credentials` for the browser.
   *
   * @param {string} path
   * @param {object} body
   */
  #post(path, body) {
    return fetch(new URL(path, this.#root), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, session: 'cookie' }),
      credentials: 'include',
    });
  }

  /** @param {{ access_token: string }} tokens */
  #keep({ access_token }) {
    this.#accessToken = access_token;
    localStorage.setItem(reminder, 'yes');
    return null;
  }

  #forget() {
    this.#accessToken = null;
    localStorage.removeItem(reminder);
  }
}
