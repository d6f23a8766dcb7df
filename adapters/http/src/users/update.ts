import { z } from '@hono/zod-openapi';
import type { UserResult } from '@users/application';
import { entityTag } from '../entity-tag.ts';
import { fullName, locale } from '../fields.ts';
import { metadata } from '../metadata.ts';

/** Merge patch (RFC 7396) of a user: absent fields stay as they are, so nothing here may have a default. */
export const userPatch = z
  .strictObject({ full_name: fullName.optional(), locale: locale.optional(), metadata: metadata.optional() })
  .openapi('UserPatch', { example: { full_name: 'Ada King', locale: 'es-MX' } });

/** All that can be changed of a user, at once. */
export const userReplacement = z
  .strictObject({ full_name: fullName, locale, metadata })
  .openapi('UserReplacement', { example: { full_name: 'Ada King', locale: 'es-MX', metadata: {} } });

/** What is said of fields that a user has, but these requests cannot change. */
export const fixedFields: Readonly<Record<string, string>> = {
  email: 'cannot be changed here: a new address has to be confirmed first, see POST /users/{uuid}/email-change',
  roles: 'cannot be changed here: see PUT /users/{uuid}/roles',
  ...Object.fromEntries(
    ['id', 'status', 'password', 'version', 'email_verified', 'created_at', 'updated_at'].map((name) => [
      name,
      'cannot be changed here',
    ]),
  ),
};

/** As the use-case takes it: metadata is merged into what is stored. */
export function toPatch({ full_name: fullName, locale, metadata }: z.output<typeof userPatch>) {
  return { fullName, locale, metadataPatch: metadata };
}

/** As the use-case takes it. */
export function toReplacement({ full_name: fullName, locale, metadata }: z.output<typeof userReplacement>) {
  return { fullName, locale, metadata };
}

/** For answers that show one user. */
export function userHeaders({ user }: UserResult): { ETag: string } {
  return { ETag: entityTag(user.version) };
}
