import type { Mail } from '@users/application';
import type { Letter } from './letter.ts';
import { factsOf, textOf } from './templates/facts.ts';
import { textsFor } from './templates/languages.ts';

/** Puts the mail into words of its reader's language, by the built-in templates. */
export function writeLetter(mail: Mail, service: string): Letter {
  const texts = textsFor(mail.locale);
  return texts[textOf[mail.template]](factsOf(mail, service, texts.time));
}
