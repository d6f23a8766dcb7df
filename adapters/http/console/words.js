/** How names and values of the API read. Nothing here is needed: what it does not know is shown all the same. */

/** @type {Readonly<Record<string, string>>} */
const labels = {
  id: 'Id',
  email: 'E-mail address',
  full_name: 'Name',
  email_verified: 'Address verified',
  email_verified_at: 'Address verified',
  pending_email_change: 'New address, not confirmed yet',
  last_login_at: 'Last log-in',
  created_at: 'Created',
  updated_at: 'Changed',
  last_used_at: 'Last used',
  built_in: 'Built in',
};

/** What names a thing, the best first. */
const naming = ['full_name', 'title', 'name', 'email', 'device', 'type', 'id'];

/** What a list shows first; what it need not show. */
const first = ['full_name', 'name', 'device', 'type', 'email', 'status', 'description', 'roles', 'permissions'];
const unlisted = new Set([
  ...['id', 'version', 'metadata', 'locale', 'email_verified_at', 'updated_at', 'pending_email_change'],
]);
const maxColumns = 6;
const last = ['created_at', 'updated_at', 'metadata', 'id', 'version'];

/** Said by another property of the same thing already. */
const implied = new Set(['email_verified']);

/**
 * @param {string} name of a property
 * @returns {string}
 */
export function labelOf(name) {
  const words = name.replaceAll('_', ' ');
  return labels[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * @param {Readonly<Record<string, unknown>>} resource
 * @returns {string} empty when it has no name
 */
export function nameOf(resource) {
  const name = naming.map((property) => resource[property]).find((value) => typeof value === 'string' && value !== '');
  return typeof name === 'string' ? name : '';
}

/**
 * The properties of a list's items that its table shows.
 *
 * @param {readonly Readonly<Record<string, unknown>>[]} items
 * @returns {string[]}
 */
export function columnsOf(items) {
  const all = new Set(items.flatMap((item) => Object.keys(item)));
  const names = [...all].filter((name) => !name.startsWith('_') && !unlisted.has(name) && !isNested(items, name));
  const place = (/** @type {string} */ name) => (first.includes(name) ? first.indexOf(name) : first.length);
  const columns = names.toSorted((one, other) => place(one) - place(other)).slice(0, maxColumns);
  return columns.length > 0 || !all.has('id') ? columns : ['id'];
}

/**
 * @param {readonly Readonly<Record<string, unknown>>[]} items
 * @param {string} name
 */
function isNested(items, name) {
  return items.some((item) => typeof item[name] === 'object' && item[name] !== null && !Array.isArray(item[name]));
}

/**
 * What matters to people first, what only machines need last.
 *
 * @param {[string, unknown][]} properties
 */
export function inOrder(properties) {
  const place = (/** @type {string} */ name) => {
    if (last.includes(name)) return first.length + 1 + last.indexOf(name);
    return first.includes(name) ? first.indexOf(name) : first.length;
  };
  return properties.toSorted(([one], [other]) => place(one) - place(other));
}

/**
 * Whether a page about one thing shows the property.
 *
 * @param {string} name
 */
export function isShown(name) {
  return !implied.has(name);
}

/**
 * @param {unknown} value
 * @returns {{ kind: 'none' | 'text' | 'instant' | 'tags' | 'structure', text: string, parts?: string[] }}
 */
export function readable(value) {
  if (value === null || value === undefined || value === '') return { kind: 'none', text: '–' };
  if (typeof value === 'boolean') return { kind: 'text', text: value ? 'Yes' : 'No' };
  if (Array.isArray(value)) {
    if (value.some((part) => typeof part === 'object')) return structure(value);
    return value.length === 0
      ? { kind: 'none', text: '–' }
      : { kind: 'tags', text: value.join(', '), parts: value.map(String) };
  }
  if (typeof value === 'object')
    return Object.keys(value).length === 0 ? { kind: 'none', text: '–' } : structure(value);
  const text = String(value);
  return { kind: /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? 'instant' : 'text', text };
}

/** @param {object} value */
function structure(value) {
  return { kind: /** @type {const} */ ('structure'), text: JSON.stringify(value, null, 2) };
}
