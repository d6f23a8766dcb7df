import { button, element } from './element.js';
import { actionsOf, linksOf } from './hal.js';

/**
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./item-view.js').Way} Way
 */

/** How the page itself goes on; the header has the button that leaves. */
const ours = new Set(['users:login', 'users:refresh', 'users:logout']);

/** Asked for in a mail or by somebody who is not signed in yet. */
const forVisitors = new Set([
  'users:register',
  'users:token',
  'users:verify-email',
  'users:resend-verification',
  'users:request-password-reset',
  'users:reset-password',
  'users:accept-invitation',
  'users:confirm-email-change',
  'users:revert-email-change',
]);

/**
 * What the entry point leads to and offers.
 *
 * @param {Resource} root
 * @param {Way} way
 * @returns {HTMLElement[]}
 */
export function homeView(root, way) {
  const links = linksOf(root)
    .filter(({ link }) => link.type === undefined)
    .map(({ rel, link }) =>
      element(
        'li',
        {},
        element('a', { class: 'card tile', href: way.open(link.href.replace(/\{.*/, '')) }, link.title ?? rel),
      ),
    );
  const offered = actionsOf(root).filter(({ rel }) => !ours.has(rel));
  return [
    element('nav', { 'aria-label': 'Go to' }, element('ul', { class: 'tiles' }, ...links)),
    ...group(
      'You can also',
      offered.filter(({ rel }) => !forVisitors.has(rel)),
      way,
    ),
    ...folded(
      'For visitors, and links in mails',
      offered.filter(({ rel }) => forVisitors.has(rel)),
      way,
    ),
  ];
}

/**
 * @param {string} title
 * @param {import('./hal.js').NamedTemplate[]} offered
 * @param {Way} way
 */
function group(title, offered, way) {
  if (offered.length === 0) return [];
  return [element('h2', {}, title), element('div', { class: 'actions' }, ...offered.map((each) => press(each, way)))];
}

/**
 * @param {string} title
 * @param {import('./hal.js').NamedTemplate[]} offered
 * @param {Way} way
 */
function folded(title, offered, way) {
  if (offered.length === 0) return [];
  const made = element('div', { class: 'actions' }, ...offered.map((each) => press(each, way)));
  return [element('details', { class: 'others' }, element('summary', {}, title), made)];
}

/**
 * @param {import('./hal.js').NamedTemplate} offered
 * @param {Way} way
 */
function press(offered, way) {
  return button(offered.template.title ?? offered.rel, () => way.perform(offered, ''), 'quiet');
}
