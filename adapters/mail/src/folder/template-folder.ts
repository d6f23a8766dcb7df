import type { Mail, MailTemplate } from '@users/application';
import { timesIn } from '../templates/texts.ts';
import { textsIn } from '../templates/languages.ts';
import { type Part, partNames } from './template-parts.ts';

/** Templates of one language tag; any of them may be missing. */
export type TemplateSet = Partial<Record<MailTemplate, Partial<Record<Part, string>>>>;

/** What a mail is made by: parts from the folder, the others built in. */
export interface Chosen {
  /** BCP 47. */
  readonly language: string;
  readonly time: (time: Date) => string;
  readonly parts: Partial<Record<Part, string>>;
}

/** Templates from a folder of the operator's, read and checked once. */
export class TemplateFolder {
  /** By language tag in lower case. */
  readonly #sets: ReadonlyMap<string, TemplateSet>;

  constructor(sets: ReadonlyMap<string, TemplateSet>) {
    this.#sets = sets;
  }

  /** The language tags that it has templates of. */
  get languages(): readonly string[] {
    return [...this.#sets.keys()];
  }

  /**
   * The parts for a reader's locale: of the tag itself, else of what it is a kind of (`es-MX`, then `es`: RFC 4647 §3.4),
   * else English.
   *
   * @returns null when the folder has nothing for this reader
   */
  choose({ template, locale }: Pick<Mail, 'template' | 'locale'>): Chosen | null {
    const tags = lookup(locale);
    return this.#chooseOf(template, tags) ?? (textsIn(tags.at(-1) ?? '') ? null : this.#chooseOf(template, ['en']));
  }

  #chooseOf(template: MailTemplate, tags: readonly string[]): Chosen | null {
    const found = tags.flatMap((tag) => {
      const set = this.#sets.get(tag)?.[template];
      return set ? [{ tag, set }] : [];
    });
    const [nearest] = found;
    if (!nearest) return null;
    const chosen = partNames.flatMap((part) => {
      const text = found.find(({ set }) => set[part] !== undefined)?.set[part];
      return text === undefined ? [] : [[part, text] as const];
    });
    const [language = nearest.tag] = Intl.getCanonicalLocales(nearest.tag);
    const time = textsIn(language)?.time ?? timesIn(language);
    return { language, time, parts: Object.fromEntries(chosen) };
  }
}

/** `zh-hant-tw`, `zh-hant`, `zh`. */
export function lookup(locale: string): readonly string[] {
  const subtags = locale.toLowerCase().split(/[-_]/);
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}
