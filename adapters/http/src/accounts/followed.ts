import { z } from '@hono/zod-openapi';
import type { LinkPreview } from '@users/application';
import type { Action } from '@users/domain';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

/** A link did what it was mailed for. */
export const followedResource = z
  .object({ user_id: z.uuid(), _links: links, _templates: templates })
  .openapi('LinkFollowed', {
    example: {
      user_id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44',
      _links: exampleLinks({ 'users:login': '/auth/login' }),
      _templates: {},
    },
  });

/** A link that still works. */
export const openedResource = z
  .object({
    requested_at: z.iso.datetime(),
    network: z.string().nullable().openapi({ description: 'From where it was asked for, masked.' }),
    _links: links,
    _templates: templates,
  })
  .openapi('LinkOpened', {
    example: {
      requested_at: '2026-03-01T09:29:00.000Z',
      network: '203.0.113.0/24',
      _links: exampleLinks({ 'users:reset-password': '/auth/reset-password' }),
      _templates: {},
    },
  });

export function toFollowed(userId: string, next: Action, hal: Links): z.input<typeof followedResource> {
  return { user_id: userId, _links: hal.links([next]), _templates: hal.templates([next]) };
}

export function toOpened(preview: LinkPreview, action: Action, hal: Links): z.input<typeof openedResource> {
  const { requestedAt, network } = preview;
  const offer = { _links: hal.links([action]), _templates: hal.templates([action]) };
  return { requested_at: requestedAt.toISOString(), network, ...offer };
}
