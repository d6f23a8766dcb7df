import { withCookie } from './cookie-mode.js';
import { element } from './element.js';
import { fieldView } from './field-view.js';
import { choicesFrom, toBody, toField, UnreadableField } from './form-model.js';
import { itemsOf } from './hal.js';
import { explain, placeErrors } from './problem.js';

/**
 * @typedef {import('./service.js').Service} Service
 * @typedef {import('./hal.js').Template} Template
 * @typedef {import('./form-model.js').Field} Field
 * @typedef {import('./form-model.js').FieldValue} FieldValue
 * @typedef {import('./problem.js').Problem} Problem
 */

/**
 * The fields of a form, with the choices that their links bring.
 *
 * @param {Service} service
 * @param {Template} template
 * @returns {Promise<Field[]>}
 */
export function fieldsOf(service, template) {
  const properties = withCookie(template).properties ?? [];
  return Promise.all(
    properties.map(async (property) => {
      const { options } = property;
      if (!options?.link || property.type === 'hidden') return toField(property);
      const answer = await service.read(options.link.href);
      return toField(property, choicesFrom(itemsOf(answer.resource) ?? [], options));
    }),
  );
}

/**
 * A form on the page: its fields, and what is said when something is wrong.
 */
export class FormView {
  /** @param {readonly Field[]} fields */
  constructor(fields) {
    this.fields = fields;
    this.views = fields.filter(({ kind }) => kind !== 'fixed').map(fieldView);
    this.alert = element('div', { class: 'alert', role: 'alert', hidden: true });
  }

  /** @returns {HTMLElement[]} */
  get elements() {
    return [this.alert, ...this.views.map(({ root }) => root)];
  }

  /** @returns {Record<string, FieldValue>} */
  get values() {
    return Object.fromEntries(this.views.map(({ field, value }) => [field.name, value()]));
  }

  /**
   * What there is to send; null when a field says what is wrong with it.
   *
   * @param {string} method
   * @returns {Record<string, unknown> | null}
   */
  body(method) {
    this.#clear();
    const wrong = this.views.filter((view) => view.complaint() !== '');
    for (const view of wrong) view.showError(view.complaint());
    wrong[0]?.focus();
    if (wrong.length > 0) return null;
    try {
      return toBody(this.fields, this.values, method);
    } catch (error) {
      if (!(error instanceof UnreadableField)) throw error;
      this.#complain(error.field, error.message);
      return null;
    }
  }

  /**
   * Each complaint beside its field, the rest above them.
   *
   * @param {Problem} problem
   */
  showProblem(problem) {
    this.#clear();
    const { fields, rest } = placeErrors(
      problem,
      this.views.map(({ field }) => field.name),
    );
    this.alert.replaceChildren(
      element('strong', {}, problem.title),
      element('p', {}, explain(problem)),
      (rest.length > 0 && element('ul', {}, ...rest.map((line) => element('li', {}, line)))) || '',
    );
    this.alert.hidden = false;
    for (const name of [...fields.keys()].reverse()) this.#complain(name, sentence(fields.get(name) ?? ''));
  }

  focus() {
    this.views[0]?.focus();
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #complain(name, text) {
    const view = this.views.find(({ field }) => field.name === name);
    view?.showError(text);
    view?.focus();
  }

  #clear() {
    this.alert.hidden = true;
    for (const view of this.views) view.showError('');
  }
}

/** @param {string} text the end of a sentence whose subject is the field */
function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
