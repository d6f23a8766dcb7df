import type { Action } from '@users/domain';

/** A value to choose; a plain text is its own prompt. */
export type FormOption = string | { readonly prompt: string; readonly value: string };

/** What a field may be, and what it is. A single value where `maxItems` is 1, else a list. */
export interface FormOptions {
  inline?: FormOption[];
  /** A collection in HAL whose items are the choices. */
  link?: { href: string; type: string };
  /** The properties of an item that show and name it. */
  promptField?: string;
  valueField?: string;
  selectedValues?: string[];
  minItems?: number;
  maxItems?: number;
}

/** A field of a HAL-FORMS template. */
export interface FormProperty {
  name: string;
  /** Its label. */
  prompt: string;
  /** As of an HTML input, or `textarea`. */
  type: string;
  required?: boolean;
  readOnly?: boolean;
  /** What it is now, or is when nothing else is wanted. */
  value?: string;
  placeholder?: string;
  regex?: string;
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  /** The value is no text but a JSON value. */
  mediaType?: 'application/json';
  options?: FormOptions;
}

/** A field before it is known who asks and about what. */
export interface FormPropertyRow extends Readonly<Omit<FormProperty, 'options'>> {
  readonly options?: {
    readonly inline?: readonly FormOption[];
    /** Offered to whoever may do this. */
    readonly from?: { readonly action: Action; readonly promptField: string; readonly valueField: string };
    readonly selectedValues?: readonly string[];
    readonly minItems?: number;
    readonly maxItems?: number;
  };
}
