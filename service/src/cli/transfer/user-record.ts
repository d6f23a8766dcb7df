import type { ImportRow } from '@users/application';
import { type FieldError, type UserState, userStatuses } from '@users/domain';
import { email, fullName, instant, locale, reason, roleNames, userId } from '@users/http/fields';
import { metadata } from '@users/http/metadata';
import { fieldsOf } from '@users/http/problems/invalid-fields';
import { z } from 'zod';

/** What cannot be the time of an account: PostgreSQL has no year 0, and nobody an account of the Middle Ages. */
const time = instant
  .refine((text) => new Date(text).getUTCFullYear() >= 1970, { error: 'must not be before 1970' })
  .transform((text) => new Date(text));

const nil = '00000000-0000-0000-0000-000000000000';

/** One user in a file, as the API would take its fields. An absent field, null and an empty CSV cell are the same. */
const schema = z.strictObject({
  id: userId.refine((id) => id !== nil, { error: 'must be a UUID' }).nullish(),
  email,
  full_name: fullName,
  locale: locale.nullish(),
  metadata: metadata.nullish(),
  status: z.enum(userStatuses).nullish(),
  suspension_reason: reason.nullish(),
  roles: roleNames.nullish(),
  email_verified_at: time.nullish(),
  created_at: time.nullish(),
  deleted_at: time.nullish(),
  password_hash: z.string().max(512).nullish(),
  invite: z.boolean().nullish(),
});

export type UserRecord = z.input<typeof schema>;

/** Every field, in the order in which an export writes them. */
export const recordFields = Object.keys(schema.shape) as readonly (keyof UserRecord)[];

/** What only an export with password hashes has. */
export const secretFields: ReadonlySet<string> = new Set(['password_hash', 'invite']);

/** The row that a record stands for, or what is wrong with it: no value is repeated. */
export function toImportRow(record: unknown): { row: ImportRow } | { faults: readonly FieldError[] } {
  const parsed = schema.safeParse(record);
  if (!parsed.success) return { faults: fieldsOf(parsed.error) };
  const { data } = parsed;
  return {
    row: {
      ...{ id: data.id ?? null, email: data.email, fullName: data.full_name, locale: data.locale ?? 'en' },
      ...{ metadata: data.metadata ?? {}, roles: data.roles ?? ['user'], status: data.status ?? null },
      ...{ invite: data.invite ?? null, passwordHash: data.password_hash ?? null },
      ...{ suspensionReason: data.suspension_reason ?? null, emailVerifiedAt: data.email_verified_at ?? null },
      ...{ createdAt: data.created_at ?? null, deletedAt: data.deleted_at ?? null },
    },
  };
}

/**
 * The record of a user, such that importing it makes the same user.
 *
 * @param withHashes adds what makes it a secret: the hash, and whether the user shall be invited instead
 */
export function toUserRecord(user: UserState, withHashes: boolean): UserRecord {
  const { id, email, locale, metadata, status, roles, emailVerifiedAt, createdAt, deletedAt } = user;
  const record = {
    ...{ id, email, full_name: user.fullName, locale, metadata, status },
    suspension_reason: user.suspensionReason,
    roles: [...roles],
    email_verified_at: emailVerifiedAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
    deleted_at: deletedAt?.toISOString() ?? null,
  };
  if (!withHashes) return record;
  // The password of an address that nobody proved to own is nobody's.
  return { ...record, password_hash: emailVerifiedAt && user.passwordHash, invite: status === 'pending' };
}
