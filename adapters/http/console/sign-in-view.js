import { once } from './action-dialog.js';
import { button, element } from './element.js';
import { FormView, fieldsOf } from './form-view.js';
import { actionsOf } from './hal.js';

/**
 * @typedef {import('./service.js').Service} Service
 * @typedef {import('./hal.js').Resource} Resource
 * @typedef {import('./item-view.js').Way} Way
 */

const relation = 'users:login';
/** Of no use to a person: they are how the page itself goes on. */
const ours = new Set([relation, 'users:refresh', 'users:logout']);

/**
 * What somebody who is not signed in may do: first of all, sign in.
 *
 * @param {Service} service
 * @param {Resource} root
 * @param {{ way: Way, signedIn: () => void }} next
 * @returns {Promise<HTMLElement[]>}
 */
export async function signInView(service, root, { way, signedIn }) {
  const template = root._templates?.[relation];
  if (!template) return [element('p', { class: 'card empty' }, 'This service offers no way to sign in.')];
  const form = new FormView(await fieldsOf(service, template));
  const submit = element('button', { type: 'submit' }, 'Sign in');
  const send = async () => {
    const body = form.body('POST');
    if (body === null) return;
    const { problem } = await service.send(template, body);
    if (problem) form.showProblem(problem);
    else signedIn();
  };
  const others = actionsOf(root).filter(({ rel }) => !ours.has(rel));
  const more = others.map((each) =>
    element(
      'li',
      {},
      button(each.template.title ?? each.rel, () => way.perform(each, ''), 'plain'),
    ),
  );
  return [
    element(
      'form',
      { class: 'card sign-in', novalidate: true, submit: (event) => void once(event, submit, send) },
      ...form.elements,
      submit,
    ),
    ...(more.length > 0
      ? [
          element(
            'details',
            { class: 'others' },
            element('summary', {}, 'More that you can do here'),
            element('ul', {}, ...more),
          ),
        ]
      : []),
  ];
}
