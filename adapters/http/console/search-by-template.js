import { expand, queryNames } from './uri-template.js';
import { labelOf } from './words.js';

/**
 * A form for a list that says by the template of its address alone what it can be asked for.
 *
 * @param {import('./hal.js').Link} link
 * @param {string} href what is shown now: its query fills the fields
 * @returns {import('./hal.js').Template}
 */
export function searchBy(link, href) {
  const asked = new URL(href).searchParams;
  const properties = queryNames(link.href).map((name) => {
    const value = asked.get(name);
    return { name, prompt: labelOf(name), ...(value !== null && { value }) };
  });
  return { method: 'GET', target: expand(link.href), properties };
}
