import { maxGraceSeconds, maxPasswordLength, permissions } from '@users/domain';
import type { FormPropertyRow } from './form-property.ts';
import { userSearchProperties } from './users/user-search-form.ts';

const email = { name: 'email', prompt: 'E-mail address', type: 'email', required: true, maxLength: 254 };
const fullName = { name: 'full_name', prompt: 'Full name', type: 'text', minLength: 1, maxLength: 200 };
const locale = { name: 'locale', prompt: 'Language', type: 'text', placeholder: 'en, es-MX', maxLength: 35 };
const password = { name: 'password', prompt: 'Password', type: 'password', maxLength: maxPasswordLength };
const refreshToken = { name: 'refresh_token', prompt: 'Refresh token', type: 'text' };
const metadata = {
  name: 'metadata',
  prompt: 'Metadata, a JSON object',
  type: 'textarea',
  mediaType: 'application/json',
} as const;
const roleOptions = { from: { action: 'role.list', promptField: 'name', valueField: 'name' }, minItems: 0 } as const;
const roles = { name: 'roles', prompt: 'Roles', type: 'text' };
const ids = { name: 'ids', prompt: 'Ids of users', type: 'text', required: true };
const currentPassword = { ...password, name: 'current_password', prompt: 'Current password' };
const description = { name: 'description', prompt: 'What it is for', type: 'text', maxLength: 500 };
// The hyphen is escaped: browsers read patterns with the flag v, which allows no bare one in a class.
const roleName = { name: 'name', prompt: 'Name', type: 'text', regex: '^[a-z][a-z0-9_\\-]*$', placeholder: 'support' };
const session = { name: 'session', prompt: 'Keep me signed in by a cookie: for pages in a browser' };

const properties = {
  ...userSearchProperties,
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
  optional_refresh_token: refreshToken,
  session: { ...session, type: 'text', options: { inline: ['cookie'], maxItems: 1 } },
  cookie_session: { ...session, type: 'hidden', value: 'cookie', readOnly: true, required: true },
  reason: { name: 'reason', prompt: 'Why', type: 'text', required: true, minLength: 1, maxLength: 500 },
  ids: { ...ids, options: { minItems: 1, maxItems: 100 } },
  this_id: { ...ids, type: 'hidden', options: { inline: ['{uuid}'], selectedValues: ['{uuid}'], minItems: 1 } },
  roles: { ...roles, options: { ...roleOptions, selectedValues: ['user'] } },
  all_roles: { ...roles, required: true, options: roleOptions },
  role_name: { ...roleName, required: true, minLength: 1, maxLength: 64 },
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
  description,
  full_description: { ...description, required: true },
  permissions: {
    name: 'permissions',
    prompt: 'Permissions',
    type: 'text',
    required: true,
    options: { inline: permissions, minItems: 0 },
  },
} as const satisfies Record<string, FormPropertyRow>;

export type FormField = keyof typeof properties;

const newPasswords: ReadonlySet<FormField> = new Set(['new_password', 'chosen_password', 'replacing_password']);

/** A field as it is for everyone; its options may have places to fill. */
export function formProperty(field: FormField, passwordMinLength: number): FormPropertyRow {
  return { ...properties[field], ...(newPasswords.has(field) && { minLength: passwordMinLength }) };
}
