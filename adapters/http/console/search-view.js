import { button, element } from './element.js';
import { FormView, fieldsOf } from './form-view.js';
import { expand } from './uri-template.js';

/**
 * @typedef {import('./service.js').Service} Service
 * @typedef {import('./hal.js').Template} Template
 * @typedef {import('./item-view.js').Way} Way
 */

/** So many fields are in sight; the others wait behind a fold. */
const inSight = 2;

/**
 * The form that asks a list for another selection: its fields become the query of an address.
 *
 * @param {Service} service
 * @param {Template} template
 * @param {Way} way
 */
export async function searchView(service, template, way) {
  const form = new FormView(await fieldsOf(service, template));
  const go = (/** @type {string} */ href) => {
    location.hash = way.open(href);
  };
  const search = (/** @type {Event} */ event) => {
    event.preventDefault();
    const values = form.body('POST');
    if (values === null) return;
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    go(`${template.target}${expand(`{?${Object.keys(texts).join(',')}}`, texts)}`);
  };
  const shown = form.views.slice(0, inSight).map(({ root }) => root);
  const others = form.views.slice(inSight).map(({ root }) => root);
  const set = form.views.slice(inSight).some(({ field, value }) => value().length > 0 && !isUsual(field));
  return element(
    'form',
    { class: 'card search', role: 'search', novalidate: true, submit: search },
    form.alert,
    element('div', { class: 'row' }, ...shown, element('button', { type: 'submit' }, 'Search')),
    others.length > 0 &&
      element(
        'details',
        { open: set },
        element('summary', {}, 'More filters'),
        element('div', { class: 'grid' }, ...others),
        button('Clear', () => go(template.target), 'quiet'),
      ),
  );
}

/**
 * An order and a size every list has: they are no reason to unfold.
 *
 * @param {import('./form-model.js').Field} field
 */
function isUsual({ name }) {
  return name === 'sort' || name === 'limit';
}
