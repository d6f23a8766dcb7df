import { z } from '@hono/zod-openapi';
import type { RequestContext, UserResult } from '@users/application';
import { VersionMismatch } from '@users/domain';
import type { HttpDependencies } from '../dependencies.ts';
import { fullName, locale } from '../fields.ts';
import { type ExpectedVersions, entityTag } from './entity-tag.ts';

/** Merge patch (RFC 7396) of a user: absent fields stay as they are, so nothing here may have a default. */
export const userPatch = z
  .strictObject({ full_name: fullName.optional(), locale: locale.optional() })
  .openapi('UserPatch', { example: { full_name: 'Ada King', locale: 'es-MX' } });

/** What is said of fields that a user has, but this request cannot change. */
export const fixedFields: Readonly<Record<string, string>> = {
  email: 'cannot be changed here: a new address has to be confirmed first',
  ...Object.fromEntries(
    ['id', 'status', 'roles', 'metadata', 'password', 'version', 'email_verified', 'created_at', 'updated_at'].map(
      (name) => [name, 'cannot be changed here'],
    ),
  ),
};

export const ifMatch = z.object({
  'if-match': z.string().optional().openapi({ description: 'An ETag, a list of them, or `*`.', example: '"2"' }),
});

export const etagHeader = {
  ETag: { description: 'The version, for If-Match.', required: true, schema: { type: 'string', example: '"2"' } },
} as const;

/** Versions start at 1. */
const noVersion = 0;

/** One attempt for each version that would do; a mismatch tells which one is stored and changes nothing. */
export async function updateExpecting(
  updateUser: HttpDependencies['updateUser'],
  input: { readonly id: string; readonly patch: z.output<typeof userPatch>; readonly expected: ExpectedVersions },
  context: RequestContext,
): Promise<UserResult> {
  const { id, patch, expected } = input;
  const change = { id, fullName: patch.full_name, locale: patch.locale };
  if (expected === 'any') return updateUser.execute({ ...change, expectedVersion: null }, context);
  try {
    return await updateUser.execute({ ...change, expectedVersion: expected[0] ?? noVersion }, context);
  } catch (error) {
    if (!(error instanceof VersionMismatch) || !expected.includes(error.current)) throw error;
    return updateUser.execute({ ...change, expectedVersion: error.current }, context);
  }
}

/** For answers that show one user. */
export function userHeaders({ user }: UserResult): { ETag: string } {
  return { ETag: entityTag(user.version) };
}
