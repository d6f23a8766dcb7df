import { element } from './element.js';
import { actionsOf, itemsOf, linkOf, pagesOf, propertiesOf } from './hal.js';
import { actions, related } from './item-view.js';
import { searchView } from './search-view.js';
import { valueView } from './value-view.js';
import { columnsOf, labelOf, nameOf, readable } from './words.js';

/**
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./service.js').Service} Service
 * @typedef {import('./item-view.js').Way} Way
 */

/**
 * A list: what it can be asked for, its members, its other pages.
 *
 * @param {Service} service
 * @param {{ resource: Resource, title: string, search: import('./hal.js').Template | undefined }} list
 * @param {Way} way
 * @returns {Promise<HTMLElement[]>}
 */
export async function listView(service, { resource, title, search }, way) {
  const items = itemsOf(resource) ?? [];
  const total = resource.total;
  const counted = typeof total === 'number' ? `${total} in all` : '';
  return [
    ...actions(resource, '', way),
    ...(search ? [await searchView(service, search, way)] : []),
    ...(counted === '' ? [] : [element('p', { class: 'total' }, counted)]),
    items.length > 0 ? table(items, title, way) : element('p', { class: 'card empty' }, 'Nothing here.'),
    ...pages(resource, way),
    ...related(resource, way),
  ];
}

/**
 * The roles are said aloud because the style that makes cards of the rows on a phone would take them away.
 *
 * @param {Resource[]} items
 * @param {string} title
 * @param {Way} way
 */
function table(items, title, way) {
  const columns = columnsOf(items);
  const acting = items.some((item) => !linkOf(item, 'self') && actionsOf(item).length > 0);
  const heads = columns.map((name) => element('th', { scope: 'col', role: 'columnheader' }, labelOf(name)));
  const deep = items.some((item) => !linkOf(item, 'self') && insides(item).length > 0);
  if (deep) heads.push(element('th', { scope: 'col', role: 'columnheader' }, 'Inside'));
  if (acting) heads.push(element('th', { scope: 'col', role: 'columnheader' }, 'Actions'));
  const rows = items.map((item) => row(item, columns, { acting, deep }, way));
  return element(
    'table',
    { class: 'card list', role: 'table', 'aria-label': title },
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
    element('tbody', { role: 'rowgroup' }, ...rows),
  );
}

/**
 * @param {Resource} item
 * @param {readonly string[]} columns
 * @param {{ acting: boolean, deep: boolean }} more columns
 * @param {Way} way
 */
function row(item, columns, { acting, deep }, way) {
  const self = linkOf(item, 'self');
  const cells = columns.map((name, index) => {
    const shown = valueView(name, item[name]);
    const content = index === 0 && self ? element('a', { href: way.open(self.href) }, shown) : shown;
    return element('td', { role: 'cell', 'data-label': labelOf(name) }, content);
  });
  if (deep) cells.push(element('td', { role: 'cell', 'data-label': 'Inside' }, ...insides(item).map(folded)));
  if (acting) cells.push(element('td', { role: 'cell', 'data-label': 'Actions' }, ...actions(item, nameOf(item), way)));
  return element('tr', { role: 'row' }, ...cells);
}

/**
 * What no cell can hold.
 *
 * @param {Resource} item
 */
function insides(item) {
  return propertiesOf(item).filter(([, value]) => readable(value).kind === 'structure');
}

/** @param {[string, unknown]} property */
function folded([name, value]) {
  return element('details', {}, element('summary', {}, labelOf(name)), valueView(name, value));
}

/**
 * @param {Resource} resource
 * @param {Way} way
 */
function pages(resource, way) {
  const found = pagesOf(resource).filter(({ link }) => link.href !== linkOf(resource, 'self')?.href);
  if (found.length === 0) return [];
  const links = found.map(({ rel, link }) => element('a', { href: way.open(link.href), rel }, link.title ?? rel));
  return [element('nav', { class: 'pages', 'aria-label': 'Pages' }, ...links)];
}
