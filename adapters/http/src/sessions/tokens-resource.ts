import { z } from '@hono/zod-openapi';
import type { IssuedTokens } from '@users/application';
import { cookieLogOut, cookieRefresh, ownProfile } from '../affordance-table.ts';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';
import type { SessionMode } from './refresh-cookie.ts';

/** RFC 6749 §5.1, with links. */
export const tokensResource = z
  .object({
    access_token: z.string().openapi({ description: 'JWT (RFC 9068), for Authorization: Bearer.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().openapi({ description: 'Seconds that the access token lives.' }),
    refresh_token: z
      .string()
      .optional()
      .openapi({ description: 'Works once; each refresh hands out the next. Absent when it is in the cookie.' }),
    _links: links,
    _templates: templates,
  })
  .openapi('Tokens', {
    example: {
      access_token: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9…',
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: 'rt_AZgPTm8afD6benovDF0eikQAAAAB…',
      _links: exampleLinks({ index: '/', 'users:me': '/users/me', 'users:logout': '/auth/logout' }),
      _templates: {},
    },
  });

/** Of answers that may set or take away the cookie of a browser. */
export const cookieHeader = {
  'Set-Cookie': {
    description:
      'In the mode `cookie`: the refresh token, HttpOnly, SameSite=Strict, Secure but on a loopback address.',
    schema: { type: 'string' },
  },
} as const;

const next = ['root.read', 'session.refresh', 'session.log_out'] as const;

export function toTokensResource(issued: IssuedTokens, mode: SessionMode, hal: Links): z.input<typeof tokensResource> {
  return {
    access_token: issued.accessToken,
    token_type: 'Bearer',
    expires_in: issued.expiresInSeconds,
    ...(mode !== 'cookie' && { refresh_token: issued.refreshToken }),
    _links: { ...hal.links(next), [ownProfile.rel]: hal.link(ownProfile.path, ownProfile.title) },
    _templates: mode === 'cookie' ? hal.templatesOf([cookieRefresh, cookieLogOut], {}) : hal.templates(next),
  };
}
