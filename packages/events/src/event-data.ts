import { z } from 'zod';

/** Who reads these: services in any language. Names are snake_case, times ISO 8601 in UTC, ids UUIDs. */
const time = z.iso.datetime();

export const userStatus = z.enum(['pending', 'active', 'suspended', 'deleted']);

export const userSnapshot = z.object({
  id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  locale: z.string(),
  status: userStatus,
  roles: z.array(z.string()),
  email_verified: z.boolean(),
  created_at: time,
  updated_at: time,
  version: z.int(),
});

export const userCreated = userSnapshot;

export const userUpdated = userSnapshot.extend({
  /** Names of the fields that differ from the event before. */
  changed: z.array(z.string()),
  reason: z.string(),
});

export const userDeleted = z.object({ id: z.uuid(), deleted_at: time });

const linkIssued = z.object({
  user_id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  locale: z.string(),
  expires_at: time,
  /** Compact JWE (`dir`, A256GCM): opens with the event key only. */
  token: z.string(),
});

export const verificationTokenCreated = linkIssued.extend({
  purpose: z.enum(['email_verification', 'invitation', 'email_change', 'password_reset']),
});

export const passwordResetRequested = linkIssued;

/** Type → schema of its data: the table of the published language. */
export const eventSchemas = {
  'user.created': userCreated,
  'user.updated': userUpdated,
  'user.deleted': userDeleted,
  'user.verification_token.created': verificationTokenCreated,
  'user.password_reset.requested': passwordResetRequested,
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventDataOf<Type extends EventType> = z.infer<(typeof eventSchemas)[Type]>;
export type EventData = EventDataOf<EventType>;
