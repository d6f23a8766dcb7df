/**
 * The part of the page's address after `#` says what is shown: the address of a resource, from the entry point on.
 */
export class Addresses {
  /** @type {URL} */
  #root;

  /** @param {string} root address of the entry point */
  constructor(root) {
    this.#root = new URL(root);
  }

  /**
   * @param {string} href
   * @returns {string} an address of ours, for instance `#users?limit=5`
   */
  hashOf(href) {
    const { pathname, search } = new URL(href, this.#root);
    const { pathname: base } = this.#root;
    return `#/${pathname.startsWith(base) ? pathname.slice(base.length) : ''}${search}`;
  }

  /**
   * Whatever somebody writes there stays under the entry point.
   *
   * @param {string} hash
   * @returns {string} an absolute address
   */
  hrefOf(hash) {
    const target = new URL(`./${hash.replace(/^#?\/*/, '')}`, this.#root);
    const inside = target.origin === this.#root.origin && target.pathname.startsWith(this.#root.pathname);
    return inside ? target.href : this.#root.href;
  }

  /**
   * Whether both lead to the same thing, whatever is asked of it.
   *
   * @param {string} one
   * @param {string} other
   */
  samePlace(one, other) {
    return new URL(one, this.#root).pathname === new URL(other, this.#root).pathname;
  }
}
