import { z } from '@hono/zod-openapi';
import type { UserResult, UserView } from '@users/application';
import { userStatuses } from '@users/domain';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

const pendingEmailChange = z.object({
  email: z.string().openapi({ description: 'The new address.' }),
  requested_by: z
    .enum(['self', 'user', 'client', 'system'])
    .openapi({ description: 'Who asked: the user, another person, a service client, the command line.' }),
  requested_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});

/** A user on the wire. */
export const userResource = z
  .object({
    id: z.uuid(),
    email: z.string(),
    full_name: z.string(),
    locale: z.string().openapi({ description: 'BCP 47.' }),
    metadata: z.record(z.string(), z.unknown()).openapi({ description: "For the platform's own use." }),
    status: z.enum(userStatuses),
    roles: z.array(z.string()),
    email_verified: z.boolean(),
    email_verified_at: z.iso.datetime().nullable(),
    pending_email_change: pendingEmailChange.nullable().openapi({
      description:
        'Waits for the link in the mail to the new address. Null for whoever may not change the address, too.',
    }),
    last_login_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: z.int().openapi({ description: 'Rises with each change; the ETag is made from it.' }),
    _links: links,
    _templates: templates.optional(),
  })
  .openapi('User', { example: userExample() });

type UserResource = z.input<typeof userResource>;

/** The whole representation, with what this caller may do to the user. */
export function toUserResource({ user, actions }: UserResult, hal: Links): UserResource {
  const place = { uuid: user.id };
  const { fullName: full_name, locale, roles } = user;
  const _templates = hal.templates(actions, place, { full_name, locale, roles });
  return { ...toFields(user), _links: hal.links(actions, place), _templates };
}

/** The same with a link to itself alone: a page of two hundred would repeat all others two hundred times. */
export function toListedUser({ user }: UserResult, hal: Links): UserResource {
  return { ...toFields(user), _links: hal.links(['user.read'], { uuid: user.id }) };
}

function toFields(user: UserView): Omit<UserResource, '_links' | '_templates'> {
  return {
    id: user.id,
    email: user.email,
    full_name: user.fullName,
    locale: user.locale,
    metadata: user.metadata,
    status: user.status,
    roles: [...user.roles],
    email_verified: user.emailVerifiedAt !== null,
    email_verified_at: user.emailVerifiedAt?.toISOString() ?? null,
    pending_email_change: toPendingEmailChange(user.emailChange),
    last_login_at: user.lastLoginAt?.toISOString() ?? null,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
    version: user.version,
  };
}

function toPendingEmailChange(change: UserView['emailChange']): z.input<typeof pendingEmailChange> | null {
  if (change === null) return null;
  const { email, requestedBy: requested_by, requestedAt, expiresAt } = change;
  return { email, requested_by, requested_at: requestedAt.toISOString(), expires_at: expiresAt.toISOString() };
}

export function userExample(): object {
  const self = '/users/01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44';
  return {
    id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44',
    email: 'ada@example.com',
    full_name: 'Ada Lovelace',
    locale: 'en',
    metadata: {},
    status: 'active',
    roles: ['user'],
    email_verified: true,
    email_verified_at: '2026-03-01T09:30:00.000Z',
    pending_email_change: null,
    last_login_at: '2026-03-02T08:15:00.000Z',
    created_at: '2026-03-01T09:29:00.000Z',
    updated_at: '2026-03-01T09:30:00.000Z',
    version: 2,
    _links: exampleLinks({ self, edit: self }),
  };
}
