import { button, element, freshId } from './element.js';

/**
 * Asks in a window of its own; Escape and the button that says so leave it.
 *
 * @template Result
 * @param {string} title
 * @param {(close: (result: Result) => void) => (Node | string)[]} fill makes what is in it
 * @returns {Promise<Result | null>} null when it was left
 */
export function ask(title, fill) {
  return new Promise((resolve) => {
    const id = freshId('dialog');
    /** @type {Result | null} */
    let result = null;
    const dialog = element('dialog', { 'aria-labelledby': id });
    const close = (/** @type {Result} */ given) => {
      result = given;
      dialog.close();
    };
    dialog.append(element('h2', { id }, title), ...fill(close));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * The last line of a dialog.
 *
 * @param {...HTMLElement} buttons
 */
export function buttons(...buttons) {
  return element('div', { class: 'buttons' }, ...buttons);
}

/**
 * Leaves the dialog that it is in.
 *
 * @param {string} label
 */
export function leave(label) {
  const made = button(label, () => made.closest('dialog')?.close(), 'quiet');
  return made;
}
