import { element, freshId } from './element.js';

/**
 * A field on the page.
 *
 * @typedef {import('./form-model.js').Field} Field
 * @typedef {import('./form-model.js').FieldValue} FieldValue
 * @typedef {{
 *   field: Field, root: HTMLElement, value: () => FieldValue, complaint: () => string, showError: (text: string) => void,
 *   focus: () => void,
 * }} FieldView
 *
 * @param {Field} field
 * @returns {FieldView}
 */
export function fieldView(field) {
  return field.kind === 'choices' ? checkboxes(field) : single(field);
}

/**
 * @param {Field} field
 * @returns {FieldView}
 */
function single(field) {
  const { name, label, kind, property } = field;
  const id = freshId('field');
  const error = errorLine(id);
  const hint = hintOf(field);
  const described = [hint && `${id}-hint`, error.id].filter(Boolean).join(' ');
  const control = controlOf(field, { id, name, 'aria-describedby': described });
  const mark = field.required ? null : element('span', { class: 'optional' }, ' optional');
  const root = element(
    'div',
    { class: `field ${kind}` },
    element('label', { for: id }, label, mark),
    hint && element('p', { class: 'hint', id: `${id}-hint` }, hint),
    control,
    error,
  );
  if (property.type === 'password') control.setAttribute('autocomplete', passwordPurpose(name));
  return {
    ...{ field, root },
    value: () => (kind === 'lines' ? linesOf(control.value) : control.value),
    complaint: () => (control.validity.valid ? '' : control.validationMessage),
    showError: (text) => showError(control, error, text),
    focus: () => control.focus(),
  };
}

/**
 * @param {Field} field
 * @param {Record<string, string>} attributes
 * @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement}
 */
function controlOf(field, attributes) {
  const { kind, property, initial, choices, required, name } = field;
  const { minLength, maxLength, placeholder } = property;
  // Present and empty is allowed where a length of nothing is.
  const common = { ...attributes, required: required && minLength !== 0 };
  if (kind === 'choice') {
    const none = required && initial !== '' ? [] : [element('option', { value: '' }, noChoice(field))];
    const options = choices.map(({ value, label }) => element('option', { value, selected: value === initial }, label));
    return element('select', common, ...none, ...options);
  }
  if (kind === 'long_text' || kind === 'lines' || kind === 'json') {
    const text = typeof initial === 'string' ? initial : initial.join('\n');
    const sizes = kind === 'lines' ? {} : { minlength: minLength, maxlength: maxLength };
    return element(
      'textarea',
      { ...common, ...sizes, placeholder, rows: kind === 'json' ? 6 : 4, spellcheck: 'false' },
      text,
    );
  }
  const { type = 'text', regex, min, max } = property;
  const autocomplete = name === 'email' ? 'username' : 'off';
  const limits = { minlength: minLength, maxlength: maxLength, pattern: regex, min, max };
  return element('input', { ...common, ...limits, type, value: String(initial), placeholder, autocomplete });
}

/**
 * @param {Field} field
 * @returns {FieldView}
 */
function checkboxes(field) {
  const { label, choices, initial, name } = field;
  const id = freshId('field');
  const error = errorLine(id);
  const boxes = choices.map(({ value }) =>
    element('input', { type: 'checkbox', name, value, checked: initial.includes(value) }),
  );
  const rows = boxes.map((box, index) => element('label', { class: 'check' }, box, choices[index]?.label ?? ''));
  const root = element(
    'fieldset',
    { class: 'field choices', 'aria-describedby': error.id },
    element('legend', {}, label),
    element('div', { class: 'checks' }, ...rows),
    error,
  );
  const value = () => boxes.filter(({ checked }) => checked).map((box) => box.value);
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = field.property.options ?? {};
  return {
    ...{ field, root, value },
    complaint: () => {
      if (value().length < minItems) return `Choose at least ${minItems}.`;
      return value().length > maxItems ? `Choose at most ${maxItems}.` : '';
    },
    showError: (text) => showError(root, error, text),
    focus: () => boxes[0]?.focus(),
  };
}

/** @param {string} id */
function errorLine(id) {
  return element('p', { class: 'error', id: `${id}-error` });
}

/**
 * @param {HTMLElement} control
 * @param {HTMLElement} line
 * @param {string} text empty: nothing is wrong
 */
function showError(control, line, text) {
  line.textContent = text;
  if (text === '') control.removeAttribute('aria-invalid');
  else control.setAttribute('aria-invalid', 'true');
}

/** @param {Field} field */
function hintOf({ kind, property }) {
  if (kind === 'lines') return 'One on each line.';
  const { minLength = 0, type } = property;
  return type === 'password' && minLength > 1 ? `At least ${minLength} characters. A sentence is good.` : '';
}

/** @param {Field} field */
function noChoice({ required, choices }) {
  if (required) return 'Choose…';
  return choices.length > 1 ? 'Any' : 'No';
}

/** @param {string} name */
function passwordPurpose(name) {
  return name.startsWith('new') ? 'new-password' : 'current-password';
}

/** @param {string} text */
function linesOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
