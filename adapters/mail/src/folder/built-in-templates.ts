import type { MailTemplate } from '@users/application';
import type { Block, Letter } from '../letter.ts';
import { renderHtml, renderHtmlBlock, renderText, renderTextBlock } from '../render.ts';
import { type AllFacts, mailTemplates, textOf } from '../templates/facts.ts';
import { builtInLanguages, textsFor } from '../templates/languages.ts';
import { meanings, placeholdersOf } from './placeholders.ts';
import { parts } from './template-parts.ts';

/** A file to start from. */
export interface TemplateFile {
  /** Below the folder, for instance `en/verify_email.html`. */
  readonly path: string;
  readonly text: string;
}

/** Facts that say their own placeholders. */
const named: AllFacts = {
  ...{ service: '{{service}}', name: '{{name}}', requestedAt: '{{requested_at}}', network: '{{network}}' },
  ...{ link: '{{link}}', expiresAt: '{{expires_at}}', loginLink: '{{login_link}}', newEmail: '{{new_email}}' },
};

/** The built-in mails as templates that say the same, in every language, and a note on what they can name. */
export function builtInTemplates(): readonly TemplateFile[] {
  const files = builtInLanguages.flatMap((language) => mailTemplates.flatMap((each) => filesOf(language, each)));
  return [...files, { path: 'README.md', text: note() }];
}

function filesOf(language: string, template: MailTemplate): readonly TemplateFile[] {
  const letter = letterOf(language, template);
  const file = `${language}/${template}`;
  return [
    { path: `${file}${parts.subject}`, text: `${letter.subject}\n` },
    { path: `${file}${parts.text}`, text: optional(renderText(letter), letter, textSection) },
    { path: `${file}${parts.html}`, text: optional(renderHtml(letter, colors), letter, htmlSection) },
  ];
}

const colors = { color: '{{brand_color}}', ink: '{{brand_ink}}' };

/** The letter with its places to fill; what depends on a name or a network that may be unknown is told both ways. */
function letterOf(language: string, template: MailTemplate): Letter {
  const write = textsFor(language)[textOf[template]];
  const letter = write(named);
  const without = write({ ...named, name: null, network: null });
  const blocks = letter.blocks.map((block, index): Block => {
    const other = without.blocks[index];
    if (block.kind === 'button' || other?.kind !== 'paragraph' || block.text === other.text) return block;
    return { ...block, text: eitherWay('network', block.text, other.text) };
  });
  return { ...letter, greeting: eitherWay('name', letter.greeting, without.greeting), blocks };
}

/** What both begin and end with stands once; between, a section for each that has something there. */
function eitherWay(name: string, known: string, unknown: string): string {
  let start = 0;
  while (start < unknown.length && known[start] === unknown[start]) start += 1;
  let end = 0;
  while (end < unknown.length - start && known.at(-1 - end) === unknown.at(-1 - end)) end += 1;
  const middle = (text: string) => text.slice(start, text.length - end);
  const otherwise = middle(unknown) === '' ? '' : `{{^${name}}}${middle(unknown)}{{/${name}}}`;
  const section = `{{#${name}}}${middle(known)}{{/${name}}}${otherwise}`;
  return known.slice(0, start) + section + known.slice(known.length - end);
}

/** Puts what is only there with a page to log in into a section of its own. */
function optional(text: string, letter: Letter, section: (block: Block) => readonly [string, string]): string {
  const button = letter.blocks.find((block) => block.kind === 'button' && block.link === named.loginLink);
  if (!button) return text;
  const [plain, inSection] = section(button);
  return text.replace(plain, () => inSection);
}

const between = (text: string) => `{{#login_link}}\n${text}{{/login_link}}\n`;

function textSection(block: Block): readonly [string, string] {
  const text = `${renderTextBlock(block)}\n\n`;
  return [text, between(text)];
}

function htmlSection(block: Block): readonly [string, string] {
  const text = `${renderHtmlBlock(block, colors)}\n`;
  return [text, between(text)];
}

function note(): string {
  const rows = Object.entries(meanings).map(([name, meaning]) => {
    const where = mailTemplates.filter((template) => placeholdersOf(template).some((each) => each === name));
    return `| \`{{${name}}}\` | ${meaning} | ${where.length === mailTemplates.length ? 'all' : where.join(', ')} |`;
  });
  return `# Mail templates

\`<language tag>/<template>.subject.txt\`, \`.txt\` and \`.html\`. Delete what you leave as it is: the built-in one is used.
Another language is another folder; a reader's \`es-MX\` takes what is there for it, else \`es\`, else \`en\`.

Values are always escaped. \`{{#name}}…{{/name}}\` is shown when there is a name, \`{{^name}}…{{/name}}\` when there is none.

| placeholder | what it is | templates |
|---|---|---|
${rows.join('\n')}
`;
}
