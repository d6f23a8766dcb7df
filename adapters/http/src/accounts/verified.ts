import { z } from '@hono/zod-openapi';
import type { VerificationPreview } from '@users/application';
import type { Action } from '@users/domain';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';
import { pageContent } from '../pages/page-content.ts';

/** A sentence for whoever opens a link and cannot press the button of its page. */
const whatToDo = {
  ready: 'Nothing is verified yet: send the token by POST to verify the address.',
  choose_password:
    'Nothing is verified yet: choose a password, and send it with the token by POST to verify the address.',
} as const;

export const verifiedResource = z
  .object({
    user_id: z.uuid(),
    email_verified: z.literal(true),
    verified: z.literal(true).openapi({ description: 'Of this link; `false` where it was only looked at.' }),
    _links: links,
    _templates: templates,
  })
  .openapi('Verified', {
    example: {
      user_id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44',
      email_verified: true,
      verified: true,
      _links: exampleLinks({ 'users:login': '/auth/login' }),
      _templates: {},
    },
  });

const next: readonly Action[] = ['session.log_in'];

export function toVerified(userId: string, hal: Links): z.input<typeof verifiedResource> {
  const verified = { email_verified: true, verified: true } as const;
  return { user_id: userId, ...verified, _links: hal.links(next), _templates: hal.templates(next) };
}

/** A link that was opened and not followed. */
export const unverifiedResource = z
  .object({
    verified: z.literal(false),
    message: z.string().openapi({ description: 'What to do, for people.' }),
    requested_at: z.iso.datetime(),
    network: z.string().nullable().openapi({ description: 'From where it was asked for, masked.' }),
    _links: links,
    _templates: templates,
  })
  .openapi('NotYetVerified');

const following: readonly Action[] = ['account.verify_email'];

export function toUnverified(
  { requestedAt, network }: Pick<VerificationPreview, 'requestedAt' | 'network'>,
  state: keyof typeof whatToDo,
  hal: Links,
): z.input<typeof unverifiedResource> {
  return {
    ...{ verified: false, message: whatToDo[state], requested_at: requestedAt.toISOString(), network },
    ...{ _links: hal.links(following), _templates: hal.templates(following) },
  };
}

const opened = z.union([verifiedResource, unverifiedResource]).openapi('OpenedVerificationLink', {
  example: {
    verified: false,
    message: whatToDo.ready,
    requested_at: '2026-03-01T09:29:00.000Z',
    network: '203.0.113.0/24',
    _links: exampleLinks({ 'users:verify-email': '/auth/verify-email' }),
    _templates: {},
  },
});

/** What opening a link answers. */
export const openedResponse = {
  description: 'The address is verified, or what to do so that it is; for a person, a page that says so.',
  content: { 'application/hal+json': { schema: opened }, ...pageContent },
} as const;

/** What following a link answers. */
export const verifiedResponse = {
  description: 'The address is verified; for a person, a page that says so.',
  content: { 'application/hal+json': { schema: verifiedResource }, ...pageContent },
} as const;
