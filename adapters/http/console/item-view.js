import { button, element } from './element.js';
import { actionsOf, linksOf, propertiesOf } from './hal.js';
import { valueView } from './value-view.js';
import { inOrder, isShown, labelOf } from './words.js';

/**
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./hal.js').NamedTemplate} NamedTemplate
 * @typedef {{ open: (href: string) => string, perform: (offered: NamedTemplate, subject: string) => void }} Way
 *   How to go on: the address of a page of ours, and what to do with a form.
 */

/**
 * One thing: what it says, what may be done to it, where it leads.
 *
 * @param {Resource} resource
 * @param {string} name
 * @param {Way} way
 * @returns {HTMLElement[]}
 */
export function itemView(resource, name, way) {
  const rows = inOrder(propertiesOf(resource))
    .filter(([property]) => isShown(property))
    .flatMap(([property, value]) => [
      element('dt', {}, labelOf(property)),
      element('dd', {}, valueView(property, value)),
    ]);
  const aside = [...related(resource, way), ...actions(resource, name, way)];
  return [
    element(
      'div',
      { class: 'thing' },
      rows.length > 0 && element('dl', { class: 'card facts' }, ...rows),
      aside.length > 0 && element('div', { class: 'aside' }, ...aside),
    ),
  ];
}

/**
 * @param {Resource} resource
 * @param {Way} way
 */
export function related(resource, way) {
  const links = linksOf(resource).filter(({ link }) => link.type === undefined);
  if (links.length === 0) return [];
  const items = links.map(({ rel, link }) =>
    element('li', {}, element('a', { href: way.open(link.href) }, link.title ?? rel)),
  );
  return [element('nav', { 'aria-label': 'Related' }, element('ul', { class: 'related' }, ...items))];
}

/**
 * A button for each form; what removes comes last.
 *
 * @param {Resource} resource
 * @param {string} subject
 * @param {Way} way
 */
export function actions(resource, subject, way) {
  const offered = actionsOf(resource);
  if (offered.length === 0) return [];
  const removes = (/** @type {NamedTemplate} */ { template }) => template.method.toUpperCase() === 'DELETE';
  const ordered = [...offered.filter((each) => !removes(each)), ...offered.filter(removes)];
  const made = ordered.map((each) =>
    button(each.template.title ?? each.rel, () => way.perform(each, subject), removes(each) ? 'danger' : 'quiet'),
  );
  return [element('div', { class: 'actions', role: 'group', 'aria-label': 'What you can do' }, ...made)];
}
