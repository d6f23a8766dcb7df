import type { Action } from '@users/domain';
import { type Affordance, affordanceTable, curiePrefix } from './affordance-table.ts';
import { type FormSettings, formProperty } from './form-properties.ts';

/** A HAL link (draft-kelly-json-hal §5). */
export interface Link {
  href: string;
  title?: string;
  templated?: boolean;
  name?: string;
}

/** A HAL-FORMS template: what may be done next and what it takes. */
export interface Template {
  title: string;
  method: string;
  target: string;
  contentType: string;
  properties: FormProperty[];
}

/** A field of a template. */
export interface FormProperty {
  name: string;
  prompt: string;
  type: string;
  required?: boolean;
  /** What it has to be. */
  value?: string;
  readOnly?: boolean;
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  /** Its value is a list. */
  options?: { inline?: string[]; selectedValues?: string[]; minItems?: number; maxItems?: number };
}

export type LinkSet = Record<string, Link | Link[]>;
export type TemplateSet = Record<string, Template>;

/** Values for the places in a path: the id of a user, the name of a role. */
type Variables = Readonly<Record<string, string>>;

/**
 * From what a caller may do to links and templates. Every address starts with the configured public one: what a
 * request says in Host or X-Forwarded-Host is not looked at (Zitadel CVE-2023-49097).
 */
export class Links {
  readonly #publicUrl: string;
  readonly #forms: FormSettings;

  constructor(settings: { readonly publicUrl: string } & FormSettings) {
    this.#publicUrl = settings.publicUrl;
    this.#forms = settings;
  }

  /** @param path starts with a slash */
  url(path: string): string {
    return `${this.#publicUrl}${path}`;
  }

  /** One link, whether or not it belongs to an action. */
  link(path: string, title: string): Link {
    return { href: this.url(path), title, ...(path.includes('{') && { templated: true }) };
  }

  /** A link for each action, under the relation of its row. */
  links(actions: Iterable<Action>, variables: Variables = {}): LinkSet {
    return this.linksOf(rowsOf(actions), variables);
  }

  linksOf(rows: readonly Affordance[], variables: Variables): LinkSet {
    const own = rows.some(({ rel }) => rel.startsWith(curiePrefix));
    const found = rows.map((row) => [row.rel, this.link(expand(row.path, variables), row.title)] as const);
    return { ...Object.fromEntries(found), ...(own && { curies: this.curies() }) };
  }

  /** A template for each action that sends something, under the same name as its link. */
  templates(actions: Iterable<Action>, variables: Variables = {}): TemplateSet {
    return this.templatesOf(rowsOf(actions), variables);
  }

  templatesOf(rows: readonly Affordance[], variables: Variables): TemplateSet {
    const set: TemplateSet = {};
    for (const { rel, path, title, form } of rows) {
      if (!form) continue;
      const properties = form.fields.map((field) => filled(formProperty(field, this.#forms), variables));
      const target = this.url(expand(path, variables));
      set[rel] = {
        title,
        method: form.method,
        target,
        contentType: form.contentType ?? 'application/json',
        properties,
      };
    }
    return set;
  }

  /** Where the names of our own relations lead to. */
  curies(): Link[] {
    return [{ name: curiePrefix.slice(0, -1), href: this.url('/rels/{rel}'), templated: true }];
  }
}

function rowsOf(actions: Iterable<Action>): Affordance[] {
  return [...actions].map((action) => affordanceTable[action]);
}

/** A list that its resource fills: with its own id. */
function filled(property: FormProperty, variables: Variables): FormProperty {
  const { selectedValues } = property.options ?? {};
  if (!selectedValues) return property;
  const values = selectedValues.map((value) => expand(value, variables));
  return { ...property, options: { ...property.options, inline: values, selectedValues: values } };
}

function expand(path: string, variables: Variables): string {
  return path.replace(/\{(\w+)\}/g, (place, name: string) => variables[name] ?? place);
}
