import { ask, buttons, leave } from './dialog.js';
import { button, element } from './element.js';

/**
 * @typedef {import('./differences.js').Difference} Difference
 */

/**
 * Somebody else was faster: both versions, side by side, and a choice.
 *
 * @param {readonly Difference[]} rows
 * @returns {Promise<'overwrite' | 'reload' | null>} null: back to the form
 */
export function askAboutConflict(rows) {
  return ask('Changed by somebody else', (/** @type {(choice: 'overwrite' | 'reload') => void} */ close) => [
    element('p', {}, 'While this was open, somebody else changed it. Nothing of yours was saved yet.'),
    ...(rows.length > 0 ? [table(rows)] : []),
    buttons(
      leave('Back to my form'),
      button('Keep theirs', () => close('reload'), 'quiet'),
      button('Save mine all the same', () => close('overwrite'), 'danger'),
    ),
  ]);
}

/** @param {readonly Difference[]} rows */
function table(rows) {
  const heads = ['', 'When you opened it', 'Yours', 'Theirs, saved now'];
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'The two versions' },
    element(
      'table',
      { class: 'versions' },
      element(
        'thead',
        {},
        element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head || hidden('Field')))),
      ),
      element('tbody', {}, ...rows.map(row)),
    ),
  );
}

/** @param {Difference} difference */
function row({ label, before, mine, theirs, changedByMe, changedByThem }) {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, label),
    element('td', {}, before || '–'),
    element('td', {}, changedByMe ? element('mark', {}, mine || '–') : mine || '–'),
    element('td', {}, changedByThem ? element('mark', {}, theirs || '–') : theirs || '–'),
  );
}

/** @param {string} text */
function hidden(text) {
  return element('span', { class: 'unseen' }, text);
}
