import { z } from '@hono/zod-openapi';
import type { UserFilter, UserPage, UserSort } from '@users/application';
import { userSortFields } from '@users/application';
import { type Action, userStatuses } from '@users/domain';
import { instant, roleName, searchText } from '../fields.ts';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Link, Links, LinkSet, TemplateSet } from '../links.ts';
import { toListedUser, userExample, userResource } from './user-resource.ts';

const sorts = userSortFields.flatMap((field) => [field, `-${field}`] as const);

export const defaultLimit = 50;

const flag = z.enum(['true', 'false']);

/** Unknown parameters are refused: a filter that is mistyped must not list everyone. */
export const userListQuery = z.strictObject({
  limit: z
    .preprocess(decimal, z.number().int().min(1).max(200))
    .default(defaultLimit)
    .openapi({ description: 'Users on a page.', example: 50 }),
  cursor: z.string().min(1).max(2048).optional().openapi({ description: 'From the link to the next page; opaque.' }),
  sort: z.enum(sorts).default('-created_at').openapi({ description: '`-`: descending. Texts sort by code point.' }),
  status: z.enum(userStatuses).optional().openapi({ description: 'Absent: everyone but the soft-deleted.' }),
  q: searchText.optional().openapi({ description: 'Part of the name or the address, whatever its case.' }),
  role: roleName.optional().openapi({ description: 'Holds this role.' }),
  verified: flag.optional().openapi({ description: 'Whether the address is verified.' }),
  created_after: instant.optional().openapi({ description: 'Inclusive.' }),
  created_before: instant.optional().openapi({ description: 'Exclusive.' }),
  include_total: flag.default('false').openapi({ description: 'How many there are on all pages; costs time.' }),
});

/** JavaScript also takes ` 1`, `0x2` and `1e1` for numbers; the API document does not. */
function decimal(text: unknown): number {
  return typeof text === 'string' && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

type UserListQuery = z.output<typeof userListQuery>;

export const userPageResource = z
  .object({
    total: z.int().optional().openapi({ description: 'On all pages; only when asked for.' }),
    _links: links,
    _templates: templates.openapi({ description: 'Asking for other users, and what may be done in this list.' }),
    _embedded: z.object({ item: z.array(userResource) }),
  })
  .openapi('UserPage', {
    example: {
      _links: exampleLinks({
        self: '/users?limit=1',
        first: '/users?limit=1',
        next: '/users?limit=1&cursor=WyJ1c2Vyc…',
      }),
      _templates: {},
      _embedded: { item: [userExample()] },
    },
  });

/** `-email` → descending by e-mail. */
export function parseSort(sort: UserListQuery['sort']): UserSort {
  const name = sort.replace(/^-/, '');
  const field = userSortFields.find((known) => known === name) ?? 'created_at';
  return { field, descending: sort.startsWith('-') };
}

/** The filter that the parameters ask for. */
export function parseFilter(query: UserListQuery): UserFilter {
  const { status = null, q = null, role = null, verified, created_after, created_before } = query;
  const createdAfter = created_after === undefined ? null : toDate(created_after);
  const createdBefore = created_before === undefined ? null : toDate(created_before);
  return {
    status,
    q,
    role,
    verified: verified === undefined ? null : verified === 'true',
    createdAfter,
    createdBefore,
  };
}

/** Nobody is older than the epoch, and a database knows no year 0. */
function toDate(text: string): Date {
  return new Date(Math.max(0, Date.parse(text)));
}

/** Links to this page, the first and, unless this is the last, the next. */
export function pageLinks(query: UserListQuery, next: string | null, hal: Links): Record<string, Link> {
  const { cursor, include_total, ...filters } = query;
  const rest = { ...filters, ...(include_total === 'true' && { include_total }) };
  const page = (title: string, place: string | null | undefined) => {
    const parameters = Object.entries({ ...rest, ...(place && { cursor: place }) }).filter(([, value]) => value);
    return {
      href: hal.url(`/users?${new URLSearchParams(parameters.map(([name, value]) => [name, String(value)]))}`),
      title,
    };
  };
  return {
    self: page('This page', cursor),
    first: page('First page', null),
    ...(next !== null && { next: page('Next page', next) }),
  };
}

/** RFC 8288, for clients that page without reading bodies. */
export function linkHeader(found: Record<string, Link>): string {
  const paging = ['next', 'first'].filter((rel) => found[rel] !== undefined);
  return paging.map((rel) => `<${found[rel]?.href}>; rel="${rel}"`).join(', ');
}

const listActions: ReadonlySet<Action> = new Set(['user.list', 'user.create', 'user.soft_delete_many']);

/** What the reader may do here, and a form that asks for other users, filled with what was asked. */
export function listTemplates(allowed: ReadonlySet<Action>, query: UserListQuery, hal: Links): TemplateSet {
  const { cursor: _, include_total, limit, ...filters } = query;
  const values = { ...filters, limit: String(limit), ...(include_total === 'true' && { include_total }) };
  return hal.templates(listActions.intersection(allowed), {}, values);
}

export function toUserPage(
  page: UserPage,
  { found, offered }: { readonly found: LinkSet; readonly offered: TemplateSet },
  hal: Links,
): z.input<typeof userPageResource> {
  return {
    ...(page.total !== null && { total: page.total }),
    _links: found,
    _templates: offered,
    _embedded: { item: page.items.map((item) => toListedUser(item, hal)) },
  };
}
