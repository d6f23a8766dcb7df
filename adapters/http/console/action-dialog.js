import { askAboutConflict } from './conflict-dialog.js';
import { ask, buttons, leave } from './dialog.js';
import { differences } from './differences.js';
import { element } from './element.js';
import { FormView, fieldsOf } from './form-view.js';

/**
 * @typedef {import('./service.js').Service} Service
 * @typedef {import('./service.js').Answer} Answer
 * @typedef {import('./hal.js').NamedTemplate} NamedTemplate
 * @typedef {import('./problem.js').Problem} Problem
 * @typedef {{ answer: Answer } | { answer: null, reload: true }} Outcome
 */

/**
 * Fills a form and sends it, until the service takes it or the person gives up.
 *
 * @param {Service} service
 * @param {NamedTemplate} offered
 * @param {string} subject name of what it is done to; empty: nothing in particular
 * @returns {Promise<Outcome | null>} null when the person gave up
 */
export async function performAction(service, offered, subject) {
  const { rel } = offered;
  const method = offered.template.method.toUpperCase();
  const edits = method === 'PUT' || method === 'PATCH';
  // What is edited is read first: the form is filled with what it is now, and its version is known.
  const { template, etag: firstEtag } = edits ? await readForm(service, offered) : latest(service, offered);
  const form = new FormView(await fieldsOf(service, template));
  const title = template.title ?? rel;
  return ask(title, (/** @type {(outcome: Outcome) => void} */ close) => {
    let etag = firstEtag;
    const submit = element('button', { type: 'submit', class: method === 'DELETE' ? 'danger' : '' }, title);

    const send = async () => {
      const body = form.body(method);
      if (body === null) return;
      if (method === 'PATCH' && Object.keys(body).length === 0) return form.showProblem(nothing);
      const answer = await service.send(template, body, etag);
      const problem = answer.problem ?? refusedPart(answer.resource);
      if (problem === null) return close({ answer });
      if (answer.status !== 412) return form.showProblem(problem);
      const now = await readForm(service, offered);
      const rows = differences(form.fields, form.values, await fieldsOf(service, now.template));
      const choice = await askAboutConflict(rows);
      if (choice === 'reload') return close({ answer: null, reload: true });
      if (choice === null) return undefined;
      etag = now.etag;
      return send();
    };
    const whole = element(
      'form',
      { novalidate: true, submit: (event) => void once(event, submit, send) },
      subject !== '' && element('p', { class: 'subject' }, subject),
      ...form.elements,
      form.views.length === 0 &&
        element('p', {}, method === 'DELETE' ? 'What this removes is gone.' : 'This takes effect at once.'),
      buttons(leave('Cancel'), submit),
    );
    return [whole];
  });
}

/** @type {Problem} */
const nothing = { title: 'Nothing is changed yet', detail: 'Change a field, or cancel.' };

/**
 * The form as the resource itself offers it now.
 *
 * @param {Service} service
 * @param {NamedTemplate} offered
 */
async function readForm(service, { rel, template }) {
  const { resource, etag } = await service.read(template.target);
  return { template: resource._templates?.[rel] ?? template, etag };
}

/**
 * The form as it was offered, for the version that was seen.
 *
 * @param {Service} service
 * @param {NamedTemplate} offered
 */
function latest(service, { template }) {
  return { template, etag: service.versionOf(template.target) };
}

/**
 * A request about several things may be taken as a whole and refused in part.
 *
 * @param {import('./hal.js').Resource} resource
 * @returns {Problem | null}
 */
function refusedPart(resource) {
  const lists = Object.values(resource).filter((value) => Array.isArray(value));
  const parts = lists.flat().filter((part) => typeof part === 'object' && part !== null && 'problem' in part);
  return parts[0]?.problem ?? null;
}

/**
 * One submission at a time.
 *
 * @param {Event} event
 * @param {HTMLButtonElement} submit
 * @param {() => Promise<void>} send
 */
export async function once(event, submit, send) {
  event.preventDefault();
  if (submit.disabled) return;
  submit.disabled = true;
  try {
    await send();
  } finally {
    submit.disabled = false;
  }
}
