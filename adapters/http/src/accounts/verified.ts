import { z } from '@hono/zod-openapi';
import type { Action } from '@users/domain';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';
import { pageContent } from '../pages/page-content.ts';

export const verifiedResource = z
  .object({
    user_id: z.uuid(),
    email_verified: z.literal(true),
    _links: links,
    _templates: templates,
  })
  .openapi('Verified', {
    example: {
      user_id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44',
      email_verified: true,
      _links: exampleLinks({ 'users:login': '/auth/login' }),
      _templates: {},
    },
  });

const next: readonly Action[] = ['session.log_in'];

export function toVerified(userId: string, hal: Links): z.input<typeof verifiedResource> {
  return { user_id: userId, email_verified: true, _links: hal.links(next), _templates: hal.templates(next) };
}

/** Either answer of the verification routes. */
export const verifiedResponse = {
  description: 'The address is verified; or, for a person, a page that says so or asks to press a button.',
  content: { 'application/hal+json': { schema: verifiedResource }, ...pageContent },
} as const;
