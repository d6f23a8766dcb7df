import { performAction } from './action-dialog.js';
import { Addresses } from './addresses.js';
import { Announcer } from './announcer.js';
import { withCookie } from './cookie-mode.js';
import { element } from './element.js';
import { footerView, headerView } from './header-view.js';
import { homeView } from './home-view.js';
import { itemsOf, linkOf, linksOf, propertiesOf, searchOf } from './hal.js';
import { itemView } from './item-view.js';
import { listView } from './list-view.js';
import { problemView } from './problem-view.js';
import { showResult } from './result-dialog.js';
import { searchBy } from './search-by-template.js';
import { Service } from './service.js';
import { signInView } from './sign-in-view.js';
import { nameOf } from './words.js';

/**
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./hal.js').NamedTemplate} NamedTemplate
 * @typedef {import('./service.js').Answer} Answer
 */

const logOut = 'users:logout';

/** The console: shows what is at an address of the service, and goes where that leads. */
export class App {
  #service;
  #addresses;
  #announcer = new Announcer();
  #brand = document.title;
  /** Taken from the page: the brand, in whatever form the operator gave it. */
  #home = /** @type {HTMLElement} */ (document.querySelector('header > a'));
  #header = /** @type {HTMLElement} */ (document.querySelector('header'));
  #main = /** @type {HTMLElement} */ (document.querySelector('main'));
  #footer = /** @type {HTMLElement} */ (document.querySelector('footer'));
  /** The list that was last looked at: where to go when what was shown is gone. @type {{ hash: string, title: string } | null} */
  #lastList = null;
  /** Of the newest thing to show: what was asked for before it is dropped. */
  #turn = 0;

  /** @type {import('./item-view.js').Way} */
  #way = {
    open: (href) => this.#addresses.hashOf(href),
    perform: (offered, subject) => void this.#perform(offered, subject),
  };

  /** @param {string} root address of the entry point */
  constructor(root) {
    this.#addresses = new Addresses(root);
    this.#service = new Service(root, () => void this.#ended());
    document.body.append(this.#announcer.element);
    window.addEventListener('hashchange', () => void this.show({ focus: true }));
  }

  async start() {
    await this.#service.resume();
    await this.show({ focus: false });
  }

  /**
   * Shows what the address says.
   *
   * @param {{ focus: boolean }} how whether the heading is to be read out
   */
  async show({ focus }) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#main.setAttribute('aria-busy', 'true');
    const { title, content } = await this.#content();
    if (turn !== this.#turn) return;
    this.#main.removeAttribute('aria-busy');
    const heading = element('h1', { tabindex: -1 }, title);
    this.#main.replaceChildren(heading, ...content);
    document.title = `${title} · ${this.#brand}`;
    if (focus) heading.focus();
  }

  /** @returns {Promise<{ title: string, content: HTMLElement[] }>} */
  async #content() {
    const entry = await this.#service.read();
    if (entry.problem) return { title: entry.problem.title, content: problemView(entry.problem) };
    const root = entry.resource;
    const elsewhere = publishedElsewhere(root);
    if (elsewhere) return elsewhere;
    this.#frame(root);
    if (!this.#service.signedIn) {
      const signedIn = () => void this.show({ focus: true });
      return { title: 'Sign in', content: await signInView(this.#service, root, { way: this.#way, signedIn }) };
    }
    const href = this.#addresses.hrefOf(location.hash);
    if (this.#addresses.samePlace(href, '')) return { title: 'Home', content: homeView(root, this.#way) };
    const answer = await this.#service.read(href);
    // The session may have ended under way.
    if (!this.#service.signedIn) return this.#content();
    if (answer.problem) return { title: answer.problem.title, content: problemView(answer.problem) };
    return this.#resource(answer.resource, { root, href });
  }

  /**
   * @param {Resource} resource
   * @param {{ root: Resource, href: string }} place
   */
  async #resource(resource, { root, href }) {
    const entry = linksOf(root).find(({ link }) => this.#addresses.samePlace(link.href.replace(/\{.*/, ''), href));
    const title = entry?.link.title ?? linkOf(resource, 'self')?.title ?? 'Details';
    if (itemsOf(resource)) {
      this.#lastList = { hash: this.#addresses.hashOf(href), title };
      const search = searchOf(resource) ?? (entry?.link.templated ? searchBy(entry.link, href) : undefined);
      return { title, content: await listView(this.#service, { resource, title, search }, this.#way) };
    }
    const name = nameOf(resource) || title;
    return { title: name, content: [...this.#wayBack(entry !== undefined), ...itemView(resource, name, this.#way)] };
  }

  /**
   * To the list that this was found in.
   *
   * @param {boolean} isEntry it is in the header
   */
  #wayBack(isEntry) {
    if (isEntry || this.#lastList === null) return [];
    const { hash, title } = this.#lastList;
    return [element('p', { class: 'back' }, element('a', { href: hash }, `Back to ${title}`))];
  }

  /** @param {Resource} root */
  #frame(root) {
    const place = { way: this.#way, here: location.hash || '#/', home: this.#home };
    this.#header.replaceChildren(...headerView(root, place));
    this.#footer.replaceChildren(...footerView(root));
  }

  /**
   * @param {NamedTemplate} offered
   * @param {string} subject
   */
  async #perform(offered, subject) {
    const title = offered.template.title ?? offered.rel;
    if (offered.rel === logOut) return this.#leave(offered);
    const outcome = await performAction(this.#service, offered, subject);
    if (!outcome) return undefined;
    if (!outcome.answer) {
      this.#announcer.say('Shown as it is now. Your change was not saved.');
      return this.show({ focus: true });
    }
    return this.#goOn(outcome.answer, { offered, title });
  }

  /**
   * After something was done: to what was made, away from what is gone, or to the same again.
   *
   * @param {Answer} answer
   * @param {{ offered: NamedTemplate, title: string }} done
   */
  async #goOn({ resource, location: made, renewed }, { offered, title }) {
    const message = resource.message;
    this.#announcer.say(typeof message === 'string' ? message : `Done: ${title}.`);
    if (!renewed) await showResult(title, await this.#onlyNow(resource, made));
    const removed = offered.template.method.toUpperCase() === 'DELETE';
    const here = this.#addresses.hrefOf(location.hash);
    if (made !== null) this.#go(this.#addresses.hashOf(made));
    else if (removed && this.#addresses.samePlace(offered.template.target, here))
      this.#go(this.#lastList?.hash ?? '#/');
    else await this.show({ focus: true });
  }

  /**
   * What an answer says that cannot be read again: a result, or a secret that is shown once.
   *
   * @param {Resource} resource
   * @param {string | null} made
   */
  async #onlyNow(resource, made) {
    const place = made ?? linkOf(resource, 'self')?.href;
    const stored = place === undefined ? {} : (await this.#service.read(place)).resource;
    const silent = new Set(['message', ...Object.keys(stored)]);
    return propertiesOf(resource).filter(([name, value]) => !silent.has(name) && !isListOfThings(value));
  }

  /** @param {string} hash */
  #go(hash) {
    if (location.hash === hash) void this.show({ focus: true });
    else location.hash = hash;
  }

  /** @param {NamedTemplate} offered */
  async #leave({ template }) {
    const properties = withCookie(template).properties ?? [];
    const body = Object.fromEntries(properties.map(({ name, value }) => [name, value]));
    const { problem } = await this.#service.send(template, body);
    if (problem && problem.status !== 401) return this.#announcer.say(problem.detail ?? problem.title);
    this.#service.forget();
    this.#announcer.say('You are signed out.');
    this.#go('#/');
  }

  #ended() {
    this.#service.forget();
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    this.#announcer.say('Your session has ended. Sign in to go on.');
    return this.show({ focus: true });
  }
}

/** @param {unknown} value */
function isListOfThings(value) {
  return Array.isArray(value) && value.some((part) => typeof part === 'object');
}

/**
 * A page that was opened under another name than the service's own gets no cookie and follows no link.
 *
 * @param {Resource} root
 */
function publishedElsewhere(root) {
  const here = linkOf(root, 'users:console')?.href ?? linkOf(root, 'self')?.href;
  if (!here || new URL(here).origin === location.origin) return null;
  const link = element('a', { href: here }, here);
  return {
    title: 'Open this elsewhere',
    content: [element('p', { class: 'card' }, 'The service is published at ', link, '.')],
  };
}
