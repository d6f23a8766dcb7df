/** The part of RFC 6570 that our links use: `{name}` in a path and `{?one,other}` at its end. */

const expression = /\{(\??)([\w,]+)\}/g;

/**
 * The address with the values in it; a value that is missing or empty leaves nothing behind.
 *
 * @param {string} template
 * @param {Readonly<Record<string, string | undefined>>} [values]
 * @returns {string}
 */
export function expand(template, values = {}) {
  return template.replace(expression, (_, operator, /** @type {string} */ names) => {
    const given = names.split(',').flatMap((name) => {
      const value = values[name];
      return value === undefined || value === '' ? [] : [[name, encodeURIComponent(value)]];
    });
    if (operator === '') return given.map(([, value]) => value).join(',');
    return given.length === 0 ? '' : `?${given.map(([name, value]) => `${name}=${value}`).join('&')}`;
  });
}

/**
 * What the query of the template takes.
 *
 * @param {string} template
 * @returns {string[]}
 */
export function queryNames(template) {
  return [...template.matchAll(expression)].flatMap(([, operator, names = '']) =>
    operator === '?' ? names.split(',') : [],
  );
}
