import { element } from './element.js';

const shownForMs = 8000;

/** Says what happened: to eyes for a while, to a screen reader at once. */
export class Announcer {
  #line = element('div', { class: 'announcer', role: 'status', 'aria-live': 'polite' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  get element() {
    return this.#line;
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.#timer);
    this.#line.textContent = text;
    this.#timer = setTimeout(() => {
      this.#line.textContent = '';
    }, shownForMs);
  }
}
