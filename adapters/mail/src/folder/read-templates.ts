import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MailTemplate } from '@users/application';
import { mailTemplates } from '../templates/facts.ts';
import { checkTemplates } from './check-templates.ts';
import { InvalidMailTemplates } from './invalid-templates.ts';
import { TemplateFolder, type TemplateSet } from './template-folder.ts';
import { type Part, partNames, parts } from './template-parts.ts';

const maxBytes = 256 * 1024;

/**
 * Reads `<language tag>/<template>.subject.txt`, `.txt` and `.html` below the folder, and checks each: a template that is
 * wrong is told at the start, not when its first mail is due.
 *
 * @throws InvalidMailTemplates with a line for each file that is wrong: its name and what to do
 */
export function readTemplates(folder: string): TemplateFolder {
  const problems: string[] = [];
  const sets = new Map<string, TemplateSet>();
  for (const tag of list(folder, '.')) {
    if (!isFolder(join(folder, tag))) {
      if (!isNote(tag)) problems.push(`${tag} is in no folder of a language: move it to one, such as en/${tag}`);
    } else if (isLanguageTag(tag)) sets.set(tag.toLowerCase(), readSet(folder, tag, problems));
    else problems.push(`${tag} is no language tag: call the folder en, es-MX or the like`);
  }
  problems.push(...checkTemplates(sets));
  if (problems.length === 0 && [...sets.values()].every((set) => Object.keys(set).length === 0)) {
    problems.push('there is no template: `users mail templates <folder>` writes the built-in ones to start with');
  }
  if (problems.length > 0) throw new InvalidMailTemplates(problems.join('\n'));
  return new TemplateFolder(sets);
}

function readSet(folder: string, tag: string, problems: string[]): TemplateSet {
  const set: TemplateSet = {};
  for (const name of list(folder, tag)) {
    const file = `${tag}/${name}`;
    const known = fileNamed(name);
    if (known === undefined) {
      if (!isNote(name))
        problems.push(`${file} is no template: there are ${mailTemplates.join(', ')}, each ${endings}`);
      continue;
    }
    const text = read(folder, file);
    if (text === null) problems.push(`${file} cannot be read: give this process a file in UTF-8 of at most 256 KiB`);
    else set[known.template] = { ...set[known.template], [known.part]: text };
  }
  return set;
}

const endings = `as ${Object.values(parts).join(', ')}`;

function fileNamed(name: string): { template: MailTemplate; part: Part } | undefined {
  for (const template of mailTemplates) {
    const part = partNames.find((each) => name === `${template}${parts[each]}`);
    if (part !== undefined) return { template, part };
  }
  return undefined;
}

/** Words for those who come after. */
function isNote(name: string): boolean {
  return /^readme\b/i.test(name);
}

function list(folder: string, below: string): readonly string[] {
  try {
    // What begins with a dot is left behind by editors, file managers and version control.
    const names = readdirSync(join(folder, below));
    return names.filter((name) => !name.startsWith('.')).sort();
  } catch {
    const place = below === '.' ? folder : `${folder}/${below}`;
    throw new InvalidMailTemplates(`${place} must be a folder that this process can read`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function read(folder: string, file: string): string | null {
  const path = join(folder, file);
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > maxBytes) return null;
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)).replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
