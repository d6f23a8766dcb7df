import type { MailTemplate } from '@users/application';
import { escapeHtml } from '../render.ts';
import type { AllFacts } from '../templates/facts.ts';
import { textsIn } from '../templates/languages.ts';
import { linkTemplates, placeholdersOf, viewOf } from './placeholders.ts';
import { lookup, type TemplateSet } from './template-folder.ts';
import { faultOf, type Part, partNames, parts, renderPart } from './template-parts.ts';

type Sets = ReadonlyMap<string, TemplateSet>;

/** @returns a line for each file that is wrong or missing */
export function checkTemplates(sets: Sets): readonly string[] {
  return [...sets].flatMap(([tag, set]) =>
    (Object.keys(set) as MailTemplate[]).flatMap((template) => [
      ...partNames.flatMap((part) => faultsOf(tag, template, part, set[template]?.[part])),
      ...missing(sets, tag, template),
    ]),
  );
}

function faultsOf(tag: string, template: MailTemplate, part: Part, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const file = `${tag}/${template}${parts[part]}`;
  const fault = faultOf(part, text, placeholdersOf(template));
  if (fault !== null) return [`${file} ${fault}`];
  if (part === 'subject' || !linkTemplates.includes(template)) return [];
  return showsLink(part, text) ? [] : [`${file} must show {{link}}: without it the mail is of no use`];
}

const link = 'https://users.example.com/auth/link?token=abc-DEF_123&x=1';
const full: AllFacts = {
  ...{ service: 'Users', name: 'Ada', requestedAt: 'today', network: '203.0.113.0/24' },
  ...{ link, expiresAt: 'tomorrow', loginLink: 'https://app.example.com/login', newEmail: 'new@example.com' },
};
const sparse: AllFacts = { ...full, name: null, network: null, loginLink: null };

/** Whoever the reader is: a link inside a section about the name would be missing for those without one. */
function showsLink(part: Part, template: string): boolean {
  const shown = part === 'html' ? escapeHtml(link) : link;
  const colors = { color: '#000000', ink: '#ffffff' };
  return [full, sparse].every((facts) => renderPart(part, template, viewOf(facts, colors)).includes(shown));
}

/** A mail is in one language: what a tag lacks can only come from what it is a kind of, or be built in. */
function missing(sets: Sets, tag: string, template: MailTemplate): readonly string[] {
  const tags = lookup(tag);
  if (textsIn(tags.at(-1) ?? '')) return [];
  return partNames
    .filter((part) => !tags.some((each) => sets.get(each)?.[template]?.[part] !== undefined))
    .map(
      (part) => `${tag}/${template}${parts[part]} is missing: nothing of this language is built in, so write it too`,
    );
}
