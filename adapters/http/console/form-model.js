/**
 * From the properties of a HAL-FORMS template to the fields of a form, and from what was filled in to a body.
 *
 * @typedef {import('./hal.js').Property} Property
 * @typedef {import('./hal.js').Choice} Choice
 * @typedef {'text' | 'long_text' | 'json' | 'choice' | 'choices' | 'lines' | 'fixed'} Kind
 * @typedef {string | string[]} FieldValue  What an input holds: text, or the values that are chosen.
 * @typedef {{
 *   name: string, label: string, kind: Kind, property: Property, required: boolean, initial: FieldValue,
 *   choices: { value: string, label: string }[],
 * }} Field
 */

/**
 * @param {Property} property
 * @param {readonly Choice[]} [fetched] what the link of the options brought
 * @returns {Field}
 */
export function toField(property, fetched = []) {
  const { name, prompt = name, required = false, options } = property;
  const kind = kindOf(property, fetched);
  const selected = options?.selectedValues ?? [];
  const known = [...(options?.inline ?? []), ...fetched].map(toChoice);
  const others = selected.filter((value) => !known.some((choice) => choice.value === value)).map(toChoice);
  const several = kind === 'choices' || kind === 'lines' || (kind === 'fixed' && options !== undefined);
  const initial = several ? selected : (property.value ?? selected[0] ?? '');
  return { name, label: prompt, kind, property, required, initial, choices: [...known, ...others] };
}

/**
 * @param {Property} property
 * @param {readonly Choice[]} fetched
 * @returns {Kind}
 */
function kindOf({ type = 'text', options, mediaType, readOnly }, fetched) {
  if (type === 'hidden' || readOnly) return 'fixed';
  if (mediaType === 'application/json') return 'json';
  if (!options) return type === 'textarea' ? 'long_text' : 'text';
  const closed = (options.inline?.length ?? 0) + fetched.length > 0;
  if (options.maxItems === 1) return closed ? 'choice' : 'text';
  return closed ? 'choices' : 'lines';
}

/**
 * @param {Choice} choice
 * @returns {{ value: string, label: string }}
 */
function toChoice(choice) {
  return typeof choice === 'string' ? { value: choice, label: choice } : { value: choice.value, label: choice.prompt };
}

/**
 * The choices among the items of a list.
 *
 * @param {readonly Record<string, unknown>[]} items
 * @param {{ promptField?: string, valueField?: string }} fields
 * @returns {Choice[]}
 */
export function choicesFrom(items, { promptField = 'prompt', valueField = 'value' }) {
  return items.map((item) => ({ prompt: String(item[promptField]), value: String(item[valueField]) }));
}

/**
 * What was filled in cannot be sent: the complaint is for whoever filled it in.
 */
export class UnreadableField extends Error {
  /**
   * @param {string} field
   * @param {string} message
   */
  constructor(field, message) {
    super(message);
    this.name = 'UnreadableField';
    this.field = field;
  }
}

/**
 * The body of the request. A patch says only what changed; what is optional and empty is left out everywhere else but
 * in a replacement, which says everything.
 *
 * @param {readonly Field[]} fields
 * @param {Readonly<Record<string, FieldValue>>} values
 * @param {string} method
 * @returns {Record<string, unknown>}
 * @throws {UnreadableField}
 */
export function toBody(fields, values, method) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.initial;
    const empty = value.length === 0;
    if (method === 'PATCH' && !field.required && same(value, field.initial)) continue;
    if (empty && !field.required && (method === 'POST' || (method === 'PUT' && field.kind === 'json'))) continue;
    body[field.name] = toValue(field, value);
  }
  return body;
}

/**
 * @param {Field} field
 * @param {FieldValue} value
 * @returns {unknown}
 */
function toValue({ kind, name, property }, value) {
  if (kind !== 'json') return property.type === 'number' && value !== '' ? Number(value) : value;
  try {
    return JSON.parse(String(value));
  } catch {
    throw new UnreadableField(name, 'This is not JSON yet: check quotes, commas and brackets.');
  }
}

/**
 * @param {FieldValue} one
 * @param {FieldValue} other
 * @returns {boolean}
 */
export function same(one, other) {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((value) => other.includes(value));
}
