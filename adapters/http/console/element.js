/**
 * Makes an element. Text goes in as text: nothing that the service says is ever read as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | number | boolean | null | undefined | EventListener>>} [attributes]
 *   a function listens to the event of its name; false, null and undefined leave the attribute out
 * @param {...(Node | string | null | undefined | false | readonly (Node | string)[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat()) if (child || child === '') made.append(child);
  return made;
}

let made = 0;

/**
 * An id that nothing else on the page has.
 *
 * @param {string} prefix
 */
export function freshId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

/**
 * @param {string} label
 * @param {() => void} press
 * @param {string} [look] a class: `quiet`, `danger`, …
 */
export function button(label, press, look = '') {
  return element('button', { type: 'button', class: look, click: () => press() }, label);
}
