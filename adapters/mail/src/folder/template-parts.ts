import Mustache from 'mustache';
import { escapeHtml } from '../render.ts';
import type { View } from './placeholders.ts';

/** The three files of a template, by what stands after its name. */
export const parts = { subject: '.subject.txt', text: '.txt', html: '.html' } as const;
export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as readonly Part[];

/** What a part says with these values; nothing in a value is taken for a template or, in HTML, for markup. */
export function renderPart(part: Part, template: string, view: View): string {
  const escaped = part === 'html' ? (value: unknown) => escapeHtml(String(value)) : String;
  const text = Mustache.render(template, view, undefined, { escape: escaped });
  return part === 'subject' ? oneLine(text) : text;
}

/** A line break in a header begins another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/**
 * A value inside a tag and outside quotes, such as `title=To-{{name}}`: a space in it would begin another attribute.
 * Sections may stand there, for what is in them is the template's own.
 */
const bareInTag = /<[a-z](?:[^<>"'{]|\{(?!\{)|\{\{[#^/!][^{}]*\}\}|"[^"]*"|'[^']*')*\{\{(?![#^/!])/i;

/** Of mustache.js: type, value, where it begins and ends; of a section also what is inside. */
type Token = readonly [type: string, value: string, start: number, end: number, inner?: readonly Token[]];

/**
 * What is wrong with a part by itself: signs that are not closed, names that mean nothing here, and all of Mustache that
 * templates of mails do without.
 *
 * @returns null when nothing is
 */
export function faultOf(part: Part, template: string, known: readonly string[]): string | null {
  if (template.trim() === '') return 'is empty';
  if (part === 'subject' && template.trim().includes('\n')) return 'must be one line';
  if (part === 'html' && bareInTag.test(template)) return 'must have double quotes around values of attributes';
  try {
    return faultIn(Mustache.parse(template) as readonly Token[], known);
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function faultIn(tokens: readonly Token[], known: readonly string[]): string | null {
  for (const [type, value, , , inner = []] of tokens) {
    if (type === 'text' || type === '!') continue;
    if (type === '&') return `must write {{${value}}}: values are always escaped`;
    if (type === '>' || type === '=') return 'must not take in other templates or change the signs';
    if (!known.includes(value)) return `has {{${value}}}, which is none of ${known.join(', ')}`;
    const fault = faultIn(inner, known);
    if (fault !== null) return fault;
  }
  return null;
}
