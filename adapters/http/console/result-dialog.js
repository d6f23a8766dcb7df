import { ask, buttons, leave } from './dialog.js';
import { element } from './element.js';
import { valueView } from './value-view.js';
import { labelOf } from './words.js';

/**
 * Shows what an answer says that no page will say again.
 *
 * @param {string} title
 * @param {readonly [string, unknown][]} properties
 */
export async function showResult(title, properties) {
  if (properties.length === 0) return;
  const rows = properties.flatMap(([name, value]) => [
    element('dt', {}, labelOf(name)),
    element('dd', {}, valueView(name, value)),
  ]);
  await ask(title, () => [
    element('p', {}, 'This is shown once.'),
    element('dl', { class: 'facts' }, ...rows),
    buttons(leave('Close')),
  ]);
}
