import { english } from './en.ts';
import { spanish } from './es.ts';
import type { Texts } from './texts.ts';

const languages: ReadonlyMap<string, Texts> = new Map([english, spanish].map((texts) => [texts.language, texts]));

/** The built-in texts of exactly this language. */
export function textsIn(language: string): Texts | undefined {
  return languages.get(language);
}

/** Languages with built-in texts. */
export const builtInLanguages: readonly string[] = [...languages.keys()];

/** The texts for a locale such as `es-MX`, by its language (RFC 4647 §3.4); English for any that nobody has written. */
export function textsFor(locale: string): Texts {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  return languages.get(language) ?? english;
}
