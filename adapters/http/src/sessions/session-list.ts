import { z } from '@hono/zod-openapi';
import type { SessionList } from '@users/application';
import { oneSession } from '../affordance-table.ts';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

const session = z.object({
  id: z.uuid(),
  device: z.string().nullable().openapi({ description: 'The user agent that logged in.' }),
  network: z.string().nullable().openapi({ description: 'From where, masked.' }),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().openapi({ description: 'The last refresh.' }),
  current: z.boolean().openapi({ description: 'The one that asks.' }),
  _links: links,
  _templates: templates,
});

export const sessionList = z
  .object({ _links: links, _templates: templates, _embedded: z.object({ item: z.array(session.openapi('Session')) }) })
  .openapi('SessionList', { example: example() });

/** With a way to end each of them, and all. */
export function toSessionList(list: SessionList, hal: Links): z.input<typeof sessionList> {
  const { userId: uuid, sessions, actions } = list;
  const all = [...actions].filter((action) => action === 'user.end_sessions');
  const each = all.map(() => oneSession);
  return {
    _links: {
      self: hal.link(`/users/${uuid}/sessions`, 'Sessions'),
      ...(actions.has('user.read') && { up: hal.link(`/users/${uuid}`, 'User') }),
      ...hal.links(all, { uuid }),
    },
    _templates: hal.templates(all, { uuid }),
    _embedded: {
      item: sessions.map(({ id, device, network, createdAt, lastUsedAt, current }) => ({
        ...{ id, device, network, current },
        created_at: createdAt.toISOString(),
        last_used_at: lastUsedAt.toISOString(),
        _links: hal.linksOf(each, { uuid, sid: id }),
        _templates: hal.templatesOf(each, { uuid, sid: id }),
      })),
    },
  };
}

function example(): object {
  const path = '/users/01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44/sessions';
  const id = '01980f51-0d7e-7a41-8c55-6b8f0a9d3e21';
  const item = {
    id,
    device: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    network: '203.0.113.0/24',
    created_at: '2026-03-02T08:15:00.000Z',
    last_used_at: '2026-03-02T09:05:00.000Z',
    current: true,
    _links: exampleLinks({ 'users:end-session': `${path}/${id}` }),
    _templates: {},
  };
  return { _links: exampleLinks({ self: path }), _templates: {}, _embedded: { item: [item] } };
}
