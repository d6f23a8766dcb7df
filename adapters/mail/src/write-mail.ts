import type { Mail } from '@users/application';
import { viewOf } from './folder/placeholders.ts';
import { type Part, renderPart } from './folder/template-parts.ts';
import { renderHtml, renderText } from './render.ts';
import type { Stationery } from './stationery.ts';
import { factsOf, textOf } from './templates/facts.ts';
import { textsFor } from './templates/languages.ts';

/** A mail in all its forms. */
export interface Written extends Readonly<Record<Part, string>> {
  /** BCP 47. */
  readonly language: string;
}

/** Writes the mail in its reader's language: by the operator's templates where there are some, else by the built-in ones. */
export function writeMail(mail: Mail, stationery: Stationery): Written {
  const { service, templates } = stationery;
  const chosen = templates?.choose(mail);
  const texts = textsFor(chosen?.language ?? mail.locale);
  const facts = factsOf(mail, service, chosen?.time ?? texts.time);
  const letter = texts[textOf[mail.template]](facts);
  const view = viewOf(facts, stationery);
  const part = (name: Part, builtIn: () => string): string => {
    const template = chosen?.parts[name];
    return template === undefined ? builtIn() : renderPart(name, template, view);
  };
  return {
    language: chosen?.language ?? letter.language,
    subject: part('subject', () => letter.subject),
    text: part('text', () => renderText(letter)),
    html: part('html', () => renderHtml(letter, stationery)),
  };
}
