import { maxGraceSeconds, maxPasswordLength, permissions } from '@users/domain';
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
const metadata = { name: 'metadata', prompt: 'Metadata, a JSON object', type: 'textarea' };
const roles = { name: 'roles', prompt: 'Names of roles, a list', type: 'text' };
const ids = { name: 'ids', prompt: 'Ids of users, a list', type: 'text', required: true };
const currentPassword = { ...password, name: 'current_password', prompt: 'Current password' };
const description = { name: 'description', prompt: 'What it is for', type: 'text', maxLength: 500 };

const properties = {
  email,
  full_name: { ...fullName, required: true },
  locale,
  metadata,
  changed_full_name: fullName,
  changed_locale: locale,
  changed_metadata: { ...metadata, prompt: 'Metadata to merge (RFC 7396), a JSON object', required: true },
  password: { ...password, required: true },
  new_password: { ...password, required: true },
  replacing_password: { ...password, name: 'new_password', prompt: 'New password', required: true },
  chosen_password: { ...password, prompt: 'Password, when the link asks for one' },
  current_password: { ...currentPassword, required: true },
  own_current_password: { ...currentPassword, prompt: 'Current password, for the own account' },
  link_token: { name: 'token', prompt: 'Token of the link', type: 'text', required: true },
  access_token: { name: 'token', prompt: 'Access token', type: 'text', required: true },
  refresh_token: { ...refreshToken, required: true },
  optional_refresh_token: refreshToken,
  reason: { name: 'reason', prompt: 'Why', type: 'text', required: true, minLength: 1, maxLength: 500 },
  ids: { ...ids, options: { minItems: 1, maxItems: 100 } },
  this_id: { ...ids, options: { inline: ['{uuid}'], selectedValues: ['{uuid}'], minItems: 1, maxItems: 1 } },
  roles,
  all_roles: { ...roles, required: true },
  client_name: { name: 'name', prompt: 'Name', type: 'text', required: true, minLength: 1, maxLength: 100 },
  grace_seconds: {
    ...{ name: 'grace_seconds', prompt: 'Seconds for which the old secret stays good', type: 'number' },
    ...{ min: 0, max: maxGraceSeconds },
  },
  grant_type: {
    ...{ name: 'grant_type', prompt: 'Grant type', type: 'hidden', required: true },
    ...{ value: 'client_credentials', readOnly: true },
  },
  client_id: { name: 'client_id', prompt: 'Id of the client', type: 'text', required: true },
  client_secret: { name: 'client_secret', prompt: 'Secret of the client', type: 'password', required: true },
  scope: { name: 'scope', prompt: 'Permissions, separated by spaces', type: 'text' },
  role_name: { name: 'name', prompt: 'Name', type: 'text', required: true, minLength: 1, maxLength: 64 },
  description,
  full_description: { ...description, required: true },
  permissions: {
    name: 'permissions',
    prompt: 'Permissions, a list',
    type: 'text',
    required: true,
    options: { inline: [...permissions] },
  },
} as const satisfies Record<string, FormProperty>;

export type FormField = keyof typeof properties;

const newPasswords: ReadonlySet<FormField> = new Set(['new_password', 'chosen_password', 'replacing_password']);

/** One field of a HAL-FORMS template; its options may have places to fill. */
export function formProperty(field: FormField, { passwordMinLength }: FormSettings): FormProperty {
  return { ...properties[field], ...(newPasswords.has(field) && { minLength: passwordMinLength }) };
}
