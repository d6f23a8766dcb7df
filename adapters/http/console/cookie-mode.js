/**
 * A page keeps no refresh token: wherever a form takes one, it can be in a cookie instead, and there it is.
 *
 * @typedef {import('./hal.js').Template} Template
 * @typedef {import('./hal.js').Property} Property
 */

const field = 'session';
const mode = 'cookie';

/** @param {Property} property */
function takesCookie({ name, value, options }) {
  return name === field && (value === mode || (options?.inline ?? []).includes(mode));
}

/**
 * The same form with the cookie chosen, and nothing to fill in about it.
 *
 * @param {Template} template
 * @returns {Template}
 */
export function withCookie(template) {
  const properties = template.properties ?? [];
  const chosen = properties.find(takesCookie);
  if (!chosen) return template;
  const rest = properties.filter(({ name }) => name !== field && name !== 'refresh_token');
  const fixed = { name: field, type: 'hidden', value: mode, readOnly: true, required: true };
  return { ...template, properties: [...rest, fixed] };
}

/**
 * Whether the request may carry the cookie.
 *
 * @param {unknown} body
 * @returns {boolean}
 */
export function asksForCookie(body) {
  return typeof body === 'object' && body !== null && field in body && body[field] === mode;
}
