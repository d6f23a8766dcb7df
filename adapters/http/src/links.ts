import { type AccessSettings, type Action, type Actor, anonymous, decide } from '@users/domain';
import type { Affordance } from './affordance.ts';
import { affordanceTable, curiePrefix } from './affordance-table.ts';
import { formProperty } from './form-properties.ts';
import type { FormOptions, FormProperty, FormPropertyRow } from './form-property.ts';

/** A HAL link (draft-kelly-json-hal §5). */
export interface Link {
  href: string;
  title?: string;
  templated?: boolean;
  name?: string;
  /** Media type of what is there; absent: HAL. */
  type?: string;
}

/** A HAL-FORMS template: what may be done next and what it takes. */
export interface Template {
  title: string;
  method: string;
  target: string;
  contentType: string;
  properties: FormProperty[];
}

export type LinkSet = Record<string, Link | Link[]>;
export type TemplateSet = Record<string, Template>;

/** Values for the places in a path: the id of a user, the name of a role. */
type Variables = Readonly<Record<string, string>>;

/** What the fields of a form are now, by name. */
export type FormValues = Readonly<Record<string, string | readonly string[] | undefined>>;

interface LinkSettings {
  readonly publicUrl: string;
  readonly passwordMinLength: number;
  readonly settings: AccessSettings;
}

/**
 * From what a caller may do to links and templates. Every address starts with the configured public one: what a
 * request says in Host or X-Forwarded-Host is not looked at (Zitadel CVE-2023-49097).
 */
export class Links {
  readonly #settings: LinkSettings;
  readonly #reader: Actor;

  constructor(settings: LinkSettings, reader: Actor = anonymous) {
    this.#settings = settings;
    this.#reader = reader;
  }

  /** Forms for this reader: with the choices that they may see. */
  for(reader: Actor): Links {
    return new Links(this.#settings, reader);
  }

  /** @param path starts with a slash */
  url(path: string): string {
    return `${this.#settings.publicUrl}${path}`;
  }

  /** One link, whether or not it belongs to an action. */
  link(path: string, title: string, type?: string): Link {
    return { href: this.url(path), title, ...(path.includes('{') && { templated: true }), ...(type && { type }) };
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

  /** A template for each action that asks for something, under the same name as its link. */
  templates(actions: Iterable<Action>, variables: Variables = {}, values: FormValues = {}): TemplateSet {
    return this.templatesOf(rowsOf(actions), variables, values);
  }

  templatesOf(rows: readonly Affordance[], variables: Variables, values: FormValues = {}): TemplateSet {
    const set: TemplateSet = {};
    for (const { rel, path, title, form } of rows) {
      if (!form) continue;
      const properties = form.fields
        .map((field) => formProperty(field, this.#settings.passwordMinLength))
        .map((row) => this.#property(row, variables, values[row.name]));
      // The fields of a GET are its query.
      const query = form.method === 'GET';
      const target = this.url(expand(query ? path.replace(/\{\?.*\}$/, '') : path, variables));
      const contentType = form.contentType ?? (query ? 'application/x-www-form-urlencoded' : 'application/json');
      set[rel] = { title, method: form.method, target, contentType, properties };
    }
    return set;
  }

  /** Where the names of our own relations lead to. */
  curies(): Link[] {
    return [{ name: curiePrefix.slice(0, -1), href: this.url('/rels/{rel}'), templated: true }];
  }

  #property({ options, ...row }: FormPropertyRow, variables: Variables, value: FormValues[string]): FormProperty {
    if (!options) return { ...row, ...(typeof value === 'string' && { value }) };
    return { ...row, options: this.#options(options, variables, value) };
  }

  #options(
    { from, inline, selectedValues, ...sizes }: NonNullable<FormPropertyRow['options']>,
    variables: Variables,
    value: FormValues[string],
  ): FormOptions {
    const usual = selectedValues?.map((each) => expand(each, variables));
    const selected = value === undefined ? usual : [value].flat();
    const choices = inline?.map((each) => (typeof each === 'string' ? expand(each, variables) : each));
    const linked = from && this.#choicesFrom(from);
    return {
      // Without choices of either kind ketting refuses the form.
      ...(linked ?? { inline: choices ?? [] }),
      ...(selected && { selectedValues: selected }),
      ...sizes,
    };
  }

  /** Whoever may not read them writes the names. */
  #choicesFrom({
    action,
    ...fields
  }: NonNullable<NonNullable<FormPropertyRow['options']>['from']>): FormOptions | null {
    if (!decide(action, this.#reader, this.#settings.settings).allowed) return null;
    return { link: { href: this.url(affordanceTable[action].path), type: 'application/hal+json' }, ...fields };
  }
}

function rowsOf(actions: Iterable<Action>): Affordance[] {
  return [...actions].map((action) => affordanceTable[action]);
}

function expand(path: string, variables: Variables): string {
  return path.replace(/\{(\w+)\}/g, (place, name: string) => variables[name] ?? place);
}
