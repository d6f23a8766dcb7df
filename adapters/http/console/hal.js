/**
 * Reading HAL (draft-kelly-json-hal) and HAL-FORMS: what a resource says, leads to and offers.
 *
 * @typedef {{ href: string, title?: string, templated?: boolean, name?: string, type?: string }} Link
 * @typedef {string | { prompt: string, value: string }} Choice
 * @typedef {{
 *   inline?: Choice[], link?: { href: string, type?: string }, promptField?: string, valueField?: string,
 *   selectedValues?: string[], minItems?: number, maxItems?: number,
 * }} Options
 * @typedef {{
 *   name: string, prompt?: string, type?: string, required?: boolean, readOnly?: boolean, value?: string,
 *   placeholder?: string, regex?: string, min?: number, max?: number, minLength?: number, maxLength?: number,
 *   mediaType?: string, options?: Options,
 * }} Property
 * @typedef {{ title?: string, method: string, target: string, contentType?: string, properties?: Property[] }} Template
 * @typedef {{
 *   _links?: Record<string, Link | Link[]>, _templates?: Record<string, Template>,
 *   _embedded?: Record<string, Resource | Resource[]>, [property: string]: unknown,
 * }} Resource
 * @typedef {{ rel: string, link: Link }} NamedLink
 * @typedef {{ rel: string, template: Template }} NamedTemplate
 */

/** Links that describe and do not lead on. */
const silent = new Set(['self', 'curies']);

/** Links of a list to its other pages. */
const paging = ['first', 'prev', 'next', 'last'];

/**
 * @param {Resource} resource
 * @param {string} rel
 * @returns {Link | undefined}
 */
export function linkOf(resource, rel) {
  return [resource._links?.[rel] ?? []].flat()[0];
}

/**
 * Where the resource leads: without itself, what it offers forms for, and the other pages of a list.
 *
 * @param {Resource} resource
 * @returns {NamedLink[]}
 */
export function linksOf(resource) {
  const forms = new Set(actionsOf(resource).map(({ rel }) => rel));
  return Object.entries(resource._links ?? {})
    .filter(([rel]) => !silent.has(rel) && !forms.has(rel) && !paging.includes(rel))
    .flatMap(([rel, links]) => [links].flat().map((link) => ({ rel, link })));
}

/**
 * The pages of a list that there are, in their order.
 *
 * @param {Resource} resource
 * @returns {NamedLink[]}
 */
export function pagesOf(resource) {
  return paging.flatMap((rel) => {
    const link = linkOf(resource, rel);
    return link ? [{ rel, link }] : [];
  });
}

/**
 * What may be done: each form that changes something.
 *
 * @param {Resource} resource
 * @returns {NamedTemplate[]}
 */
export function actionsOf(resource) {
  return Object.entries(resource._templates ?? {})
    .filter(([, template]) => template.method.toUpperCase() !== 'GET')
    .map(([rel, template]) => ({ rel, template }));
}

/**
 * The form that asks for another selection of a list.
 *
 * @param {Resource} resource
 * @returns {Template | undefined}
 */
export function searchOf(resource) {
  return Object.values(resource._templates ?? {}).find(({ method }) => method.toUpperCase() === 'GET');
}

/**
 * The members of a list; null when the resource is none.
 *
 * @param {Resource} resource
 * @returns {Resource[] | null}
 */
export function itemsOf(resource) {
  return Object.values(resource._embedded ?? {}).find((value) => Array.isArray(value)) ?? null;
}

/**
 * What the resource says of itself.
 *
 * @param {Resource} resource
 * @returns {[string, unknown][]}
 */
export function propertiesOf(resource) {
  return Object.entries(resource).filter(([name]) => !name.startsWith('_'));
}
