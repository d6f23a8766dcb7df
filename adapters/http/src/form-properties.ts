import { maxPasswordLength } from '@users/domain';
import type { FormProperty } from './links.ts';

/** What the forms say depends on the deployment. */
export interface FormSettings {
  readonly passwordMinLength: number;
}

const email = { name: 'email', prompt: 'E-mail address', type: 'email', required: true, maxLength: 254 };
const fullName = { name: 'full_name', prompt: 'Full name', type: 'text', minLength: 1, maxLength: 200 };
const locale = { name: 'locale', prompt: 'Language, for instance en or es-MX', type: 'text', maxLength: 35 };
const password = { name: 'password', prompt: 'Password', type: 'password', maxLength: maxPasswordLength };
const refreshToken = { name: 'refresh_token', prompt: 'Refresh token', type: 'text' };

const properties = {
  email,
  full_name: { ...fullName, required: true },
  locale,
  changed_full_name: fullName,
  changed_locale: locale,
  password: { ...password, required: true },
  new_password: { ...password, required: true },
  chosen_password: { ...password, prompt: 'Password, when the link asks for one' },
  link_token: { name: 'token', prompt: 'Token of the link', type: 'text', required: true },
  refresh_token: { ...refreshToken, required: true },
  optional_refresh_token: refreshToken,
} as const satisfies Record<string, FormProperty>;

export type FormField = keyof typeof properties;

const newPasswords: ReadonlySet<FormField> = new Set(['new_password', 'chosen_password']);

/** One field of a HAL-FORMS template. */
export function formProperty(field: FormField, { passwordMinLength }: FormSettings): FormProperty {
  return { ...properties[field], ...(newPasswords.has(field) && { minLength: passwordMinLength }) };
}
