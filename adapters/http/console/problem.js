/**
 * Problems (RFC 9457) as a form can show them.
 *
 * @typedef {{ pointer: string, detail: string, in?: string }} FieldComplaint
 * @typedef {{
 *   title: string, detail?: string, status?: number, code?: string, type?: string, request_id?: string,
 *   errors?: FieldComplaint[], retryAfter?: number,
 * }} Problem
 */

/** @type {Problem} */
export const unreachable = {
  title: 'The service cannot be reached',
  detail: 'Nothing was changed as far as we know. Check the connection and try again.',
};

/**
 * The complaints about each field of a form, and those that belong to none.
 *
 * @param {Problem} problem
 * @param {readonly string[]} names of the fields that the form has
 * @returns {{ fields: Map<string, string>, rest: string[] }}
 */
export function placeErrors(problem, names) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  /** @type {string[]} */
  const rest = [];
  for (const { pointer, detail, in: place } of problem.errors ?? []) {
    const [, name = ''] = pointer.split('/').map(unescapePart);
    const known = (place === undefined || place === 'query') && names.includes(name);
    if (!known) rest.push(name === '' ? detail : `${name} ${detail}`);
    else if (!fields.has(name)) fields.set(name, detail);
  }
  return { fields, rest };
}

/**
 * @param {string} part of a JSON pointer (RFC 6901 §4)
 * @returns {string}
 */
function unescapePart(part) {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/**
 * What a person reads first.
 *
 * @param {Problem} problem
 * @returns {string}
 */
export function explain({ title, detail, retryAfter }) {
  const wait =
    retryAfter === undefined ? '' : ` Try again in ${retryAfter === 1 ? 'a second' : `${retryAfter} seconds`}.`;
  return `${detail ?? title}${wait}`;
}
