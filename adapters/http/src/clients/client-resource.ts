import { z } from '@hono/zod-openapi';
import type { ClientResult, ClientWithSecret } from '@users/application';
import { permissions } from '@users/domain';
import { entityTag } from '../entity-tag.ts';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

export const clientIdExample = '01980f53-2b6c-7d10-9a44-3e7f1c5b8d90';
export const secretExample = 'q0Y3v5m8V2p7dJx1kR4tZ6wB9nC0sF2hL5gT8yU1eIo';

const shown = z.object({
  id: z.uuid().openapi({ description: 'The `client_id`.' }),
  name: z.string(),
  description: z.string(),
  permissions: z.array(z.enum(permissions)).openapi({ description: 'What its tokens may allow at most.' }),
  created_at: z.iso.datetime(),
  previous_secret_until: z.iso
    .datetime()
    .nullable()
    .openapi({ description: 'Until then the secret before the last rotation is good too.' }),
  revoked_at: z.iso.datetime().nullable(),
  version: z.int().openapi({ description: 'Rises with each change; the ETag is made from it.' }),
  _links: links,
  _templates: templates,
});

/** A service client on the wire. */
export const clientResource = shown.openapi('ServiceClient', { example: clientExample() });

/** The answer that tells a new secret. */
export const clientWithSecret = shown
  .extend({
    client_secret: z
      .string()
      .openapi({ description: '256 random bits. Told this once: the service keeps a digest and nothing else.' }),
  })
  .openapi('ServiceClientWithSecret', { example: { ...clientExample(), client_secret: secretExample } });

/** With what this caller may do to it. */
export function toClientResource({ client, actions }: ClientResult, hal: Links): z.input<typeof clientResource> {
  const { id, name, description, createdAt, previousSecretUntil, revokedAt, version } = client;
  const place = { uuid: id };
  return {
    ...{ id, name, description, permissions: [...client.permissions] },
    created_at: createdAt.toISOString(),
    previous_secret_until: previousSecretUntil?.toISOString() ?? null,
    revoked_at: revokedAt?.toISOString() ?? null,
    version,
    _links: hal.links(actions, place),
    _templates: hal.templates(actions, place),
  };
}

export function toClientWithSecret(result: ClientWithSecret, hal: Links): z.input<typeof clientWithSecret> {
  return { ...toClientResource(result, hal), client_secret: result.secret };
}

/** For answers that show one service client. */
export function clientHeaders({ client }: ClientResult): { ETag: string } {
  return { ETag: entityTag(client.version) };
}

export function clientExample(): object {
  return {
    id: clientIdExample,
    name: 'billing',
    description: 'Writes invoices.',
    permissions: ['users:read'],
    created_at: '2026-01-01T00:00:00.000Z',
    previous_secret_until: null,
    revoked_at: null,
    version: 1,
    _links: exampleLinks({ self: `/clients/${clientIdExample}` }),
    _templates: {},
  };
}
