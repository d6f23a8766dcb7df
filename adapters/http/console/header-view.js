import { button, element } from './element.js';
import { actionsOf, linksOf } from './hal.js';

/**
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./item-view.js').Way} Way
 */

const logOut = 'users:logout';

/**
 * Where the entry point leads, on every page.
 *
 * @param {Resource} root
 * @param {{ way: Way, here: string, home: HTMLElement }} place
 * @returns {HTMLElement[]}
 */
export function headerView(root, { way, here, home }) {
  const links = linksOf(root).filter(({ link }) => link.type === undefined);
  const entries = links.map(({ rel, link }) => {
    const href = way.open(link.href.replace(/\{.*/, ''));
    const current = href === here.replace(/\?.*/, '') && 'page';
    return element('li', {}, element('a', { href, 'aria-current': current }, link.title ?? rel));
  });
  const leaving = actionsOf(root).find(({ rel }) => rel === logOut);
  return [
    home,
    ...(entries.length > 0 ? [element('nav', { 'aria-label': 'Main' }, element('ul', {}, ...entries))] : []),
    ...(leaving ? [button(leaving.template.title ?? 'Log out', () => way.perform(leaving, ''), 'quiet')] : []),
  ];
}

/**
 * Documents of other kinds than ours, at the foot of the page.
 *
 * @param {Resource} root
 * @returns {HTMLElement[]}
 */
export function footerView(root) {
  const here = location.href.replace(/#.*/, '');
  const links = linksOf(root).filter(({ link }) => link.type !== undefined && link.href !== here);
  return links.map(({ rel, link }) => element('a', { href: link.href }, link.title ?? rel));
}
