import { z } from '@hono/zod-openapi';
import type { Action } from '@users/domain';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

export const acceptedResource = z
  .object({ message: z.string(), _links: links, _templates: templates })
  .openapi('Accepted', {
    example: {
      message: 'If the address can be registered, a mail with a link is on its way.',
      _links: exampleLinks({ 'users:resend-verification': '/auth/resend-verification', 'users:login': '/auth/login' }),
      _templates: {},
    },
  });

/** One answer, made once: it cannot tell a known address from an unknown one. */
export function acceptedAnswer(message: string, next: readonly Action[], hal: Links): z.input<typeof acceptedResource> {
  return { message, _links: hal.links(next), _templates: hal.templates(next) };
}
