import { element } from './element.js';
import { labelOf, readable } from './words.js';

const instants = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * A value of the API, as people read it.
 *
 * @param {string} name of the property
 * @param {unknown} value
 * @returns {Node}
 */
export function valueView(name, value) {
  const { kind, text, parts } = readable(value);
  if (kind === 'none') return element('span', { class: 'none' }, text, element('span', { class: 'unseen' }, ' none'));
  if (kind === 'instant') return element('time', { datetime: text, title: text }, instants.format(new Date(text)));
  if (kind === 'tags') return element('ul', { class: 'tags' }, ...(parts ?? []).map((part) => element('li', {}, part)));
  if (kind === 'structure') return element('pre', { tabindex: 0, role: 'region', 'aria-label': labelOf(name) }, text);
  if (name === 'status') return element('span', { class: `status ${text.replace(/\W/g, '')}` }, text);
  return element('span', {}, text);
}
