import { asksForCookie, withCookie } from './cookie-mode.js';
import { unreachable } from './problem.js';

/**
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./hal.js').Template} Template
 * @typedef {import('./problem.js').Problem} Problem
 * @typedef {{ status: number, resource: Resource, etag: string | null, location: string | null, problem: Problem | null, renewed?: boolean }} Answer
 */

/** Says that this browser was signed in, so that a reload asks for new tokens. It is no secret, and proves nothing. */
const reminder = 'users-console-signed-in';
const refreshRelation = 'users:refresh';
const formType = 'application/x-www-form-urlencoded';

/**
 * The service, through its entry point. The access token is in memory and nowhere else.
 */
export class Service {
  /** Of the entry point. */
  #root;
  /** @type {string | null} */
  #token = null;
  /** @type {Promise<boolean> | null} */
  #refreshing = null;
  /** The newest version that was seen of what is at an address. @type {Map<string, string | null>} */
  #versions = new Map();
  #onEnd;

  /**
   * @param {string} root address of the entry point
   * @param {() => void} onEnd called when the session is over
   */
  constructor(root, onEnd) {
    this.#root = root;
    this.#onEnd = onEnd;
  }

  get signedIn() {
    return this.#token !== null;
  }

  /**
   * @param {string} [href] absent: the entry point
   * @returns {Promise<Answer>}
   */
  async read(href = this.#root) {
    const answer = await this.#request(href, { method: 'GET' });
    if (answer.problem === null) this.#versions.set(this.#place(href), answer.etag);
    return answer;
  }

  /**
   * The version of what is there, as it was last seen here.
   *
   * @param {string} href
   * @returns {string | null} an entity tag
   */
  versionOf(href) {
    return this.#versions.get(this.#place(href)) ?? null;
  }

  /**
   * Sends what a form says.
   *
   * @param {Template} template
   * @param {Record<string, unknown>} body
   * @param {string | null} [etag] the version that the change is meant for
   * @returns {Promise<Answer>}
   */
  async send({ target, method, contentType }, body, etag = null) {
    const hasBody = Object.keys(body).length > 0;
    const asForm = contentType === formType;
    const answer = await this.#request(target, {
      method: method.toUpperCase(),
      headers: {
        ...(hasBody && { 'content-type': asForm ? formType : 'application/json' }),
        ...(etag !== null && { 'if-match': etag }),
      },
      ...(hasBody && { body: asForm ? formOf(body) : JSON.stringify(body) }),
      credentials: asksForCookie(body) ? 'same-origin' : 'omit',
    });
    // Other tokens are for others: what a person asks for here is shown, not used.
    return { ...answer, renewed: asksForCookie(body) && this.#adopt(answer) };
  }

  /** Goes on with the session of the cookie, if this browser has one. */
  async resume() {
    if (localStorage.getItem(reminder) !== null) await this.#refresh();
  }

  /** Forgets the tokens; whoever calls has told the service. */
  forget() {
    this.#token = null;
    localStorage.removeItem(reminder);
  }

  /** @param {string} href */
  #place(href) {
    return new URL(href, this.#root).pathname;
  }

  /**
   * @param {string} href
   * @param {RequestInit} init
   * @returns {Promise<Answer>}
   */
  async #request(href, init) {
    const token = this.#token;
    const answer = await this.#attempt(href, init, token);
    if (answer.status !== 401 || token === null || answer.problem?.code !== 'not_authenticated') return answer;
    if (await this.#refresh()) return this.#attempt(href, init, this.#token);
    this.#onEnd();
    return answer;
  }

  /** One refresh at a time: whoever needs one meanwhile waits for it. */
  #refresh() {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshOnce() {
    const root = await this.#attempt(this.#root, { method: 'GET' }, null);
    const template = root.resource._templates?.[refreshRelation];
    if (!template) return false;
    const properties = withCookie(template).properties ?? [];
    const body = Object.fromEntries(properties.map(({ name, value }) => [name, value]));
    const init = {
      method: template.method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await this.#attempt(template.target, { ...init, credentials: 'same-origin' }, null);
    if (answer.status === 401) this.forget();
    return this.#adopt(answer);
  }

  /**
   * New tokens for this session.
   *
   * @param {Answer} answer
   * @returns {boolean} whether there were any
   */
  #adopt({ resource }) {
    if (typeof resource.access_token !== 'string') return false;
    this.#token = resource.access_token;
    localStorage.setItem(reminder, 'yes');
    return true;
  }

  /**
   * @param {string} href
   * @param {RequestInit} init
   * @param {string | null} token
   * @returns {Promise<Answer>}
   */
  async #attempt(href, init, token) {
    const address = new URL(href, this.#root);
    // A link that leads elsewhere is not followed with a token in hand; the page's policy would not let it anyway.
    const own = address.origin === new URL(this.#root).origin;
    const headers = {
      accept: 'application/hal+json',
      ...(own && token && { authorization: `Bearer ${token}` }),
      ...init.headers,
    };
    try {
      return await answerOf(await fetch(address, { credentials: 'omit', ...init, headers, cache: 'no-store' }));
    } catch {
      return { status: 0, resource: {}, etag: null, location: null, problem: unreachable };
    }
  }
}

/**
 * @param {Record<string, unknown>} body
 * @returns {string}
 */
function formOf(body) {
  return new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString();
}

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
async function answerOf(response) {
  const { status, headers } = response;
  const json = /\bjson\b/.test(headers.get('content-type') ?? '') ? await response.json() : {};
  const about = { status, etag: headers.get('etag'), location: headers.get('location') };
  if (response.ok) return { ...about, resource: json, problem: null };
  const wait = Number(headers.get('retry-after') ?? Number.NaN);
  const problem = {
    title: `The service answered ${status}`,
    ...json,
    ...(Number.isFinite(wait) && { retryAfter: wait }),
  };
  return { ...about, resource: {}, problem };
}
