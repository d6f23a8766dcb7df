import { element } from './element.js';
import { explain } from './problem.js';

/**
 * What stands in place of what could not be read.
 *
 * @param {import('./problem.js').Problem} problem
 * @returns {HTMLElement[]}
 */
export function problemView(problem) {
  const { request_id: id } = problem;
  return [
    element(
      'div',
      { class: 'card' },
      element('p', {}, explain(problem)),
      id && element('p', { class: 'hint' }, 'For the operator: request ', element('code', {}, id)),
      element('p', {}, element('a', { href: '#/' }, 'Go home')),
    ),
  ];
}
