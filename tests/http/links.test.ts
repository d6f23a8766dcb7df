import type { UserState } from '@users/domain';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture, type Outgoing, publicUrl } from '../support/http-fixture.ts';
import { fill, type Property } from '../support/http-forms.ts';
import {
  customRole,
  emailChange,
  manager,
  newcomer,
  type People,
  people,
  type SignedIn,
} from '../support/http-people.ts';
import { goodRequests } from '../support/http-requests.ts';
import { keep } from '../support/memory-snapshot.ts';
import { createdClient } from '../support/service-clients.ts';

/**
 * A client that knows nothing but the entry point: it follows every link and submits every template it is offered.
 * Every one works, and what it is not offered is refused.
 */
interface Offer {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly rel: string;
  readonly properties: readonly Property[];
  readonly contentType: string;
}

type Link = { href: string; title?: string; templated?: boolean };
type Template = Omit<Offer, 'rel'>;

let on: HttpFixture;
let who: People & { readonly manager: SignedIn };
let startAgain: () => void;

/** Somebody in every state, a role that is held and one that is free: nothing is hidden for want of an occasion. */
beforeAll(async () => {
  on = await httpFixture();
  const those = await people(on);
  who = { ...those, manager: await manager(on, those.admin) };
  await customRole(on, who.admin, ['users:read']);
  await createdClient(on, ['users:read']);
  const inState = async (change: Partial<UserState>) => on.alter((await newcomer(on)).id, () => change);
  await inState({ status: 'pending', emailVerifiedAt: null });
  await inState({ emailChange: emailChange(on) });
  await inState({ status: 'suspended', suspensionReason: 'Spam.' });
  await inState({ status: 'deleted', deletedAt: on.clock.now() });
  startAgain = keep(on.memory.store);
});

beforeEach(() => startAgain());

describe.each(['anonymous', 'user', 'manager', 'admin', 'client'] as const)('%s', (caller) => {
  const signedIn = { user: () => who.ada, manager: () => who.manager, admin: () => who.admin };
  const person = (): SignedIn | null => (caller === 'anonymous' || caller === 'client' ? null : signedIn[caller]());
  const tokenOf = () => (caller === 'client' ? who.client : person())?.accessToken;

  it('can use every link and template that it is offered', async () => {
    for (const offer of (await walk(tokenOf())).values()) {
      startAgain();
      const { status, json } = await use(offer, tokenOf(), person());
      const where = `${offer.rel}: ${offer.method} ${offer.target} → ${status} ${json?.code}`;
      if (status === 409) expect(aboutAll, where).toContain(json.code);
      else expect(status, where).toBeLessThan(300);
    }
  });

  it('is refused whatever it is not offered', async () => {
    const token = tokenOf();
    const offered = new Set([...(await walk(token)).values()].map(operationOf));
    for (const { method, path, operation } of on.contract.places) {
      if (offered.has(operation.operationId) || notLinked.has(operation.operationId)) continue;
      startAgain();
      const good = await goodRequests[operation.operationId]?.(on, who);
      const id = path.startsWith('/clients') ? who.client.id : who.grace.id;
      const target = path.includes('{uuid}') ? path.replace('{uuid}', id) : (good?.target ?? path);
      // The refresh token of a good log-out would be all that it needs.
      const json = operation.operationId === 'logOut' ? {} : good?.json;
      const answer = await on.send(method, target.replace('{sid}', who.grace.id), { json, token });
      expect([401, 403, 404], `${method} ${target} → ${answer.status}`).toContain(answer.status);
    }
  });
});

it('offers an administrator everything', async () => {
  const offered = new Set([...(await walk(who.admin.accessToken)).values()].map(operationOf));
  const missing = on.contract.places.map(({ operation }) => operation.operationId).filter((id) => !offered.has(id));
  expect(missing.filter((id) => !notLinked.has(id))).toEqual([]);
});

it('offers a user nothing on somebody else', async () => {
  const { ada, grace } = who;
  const targets = [...(await walk(ada.accessToken)).values()].map(({ target }) => target);
  expect(targets).toContain(`/users/${ada.id}`);
  expect(targets.join()).not.toContain(grace.id);
});

it('offers no registration where there is none, and refuses it', async () => {
  const closed = await httpFixture({ registration: 'closed' });
  const root = await closed.send('GET', '/');
  expect(root.json._links).not.toHaveProperty('users:register');
  expect(root.json._templates).not.toHaveProperty('users:register');
  const json = { email: 'new@example.org', full_name: 'New', password: who.ada.password };
  expect((await closed.send('POST', '/auth/register', { json })).json.code).toBe('registration_closed');
});

it('titles every link, and explains every relation that is not IANA’s behind its CURIE', async () => {
  const { _links } = (await on.send('GET', '/', { token: who.admin.accessToken })).json;
  const [curie] = _links.curies;
  for (const [rel, link] of Object.entries<Link>(_links)) {
    if (rel === 'curies') continue;
    expect(link.title, rel).toMatch(/\w/);
    if (rel.startsWith('users:')) {
      const page = await on.send('GET', curie.href.replace('{rel}', rel.slice('users:'.length)));
      expect(page.text).toContain(rel);
    } else expect(iana).toContain(rel);
  }
});

/** https://www.iana.org/assignments/link-relations */
const iana = ['self', 'index', 'edit', 'first', 'next', 'item', 'service-doc', 'service-desc'];

/** For everyone, and found otherwise: in the tokens, in the documents, by convention. */
const notLinked = new Set([
  ...['openResetLink', 'openInvitation', 'openEmailChangeLink', 'openReversalLink'],
  ...['replaceMe', 'replaceUser', 'deleteMe'],
  ...['getJwks', 'explainProblem', 'explainRelation', 'getLiveness', 'getReadiness'],
  // The same as their counterparts for /users/me and the other method of the mail's link.
  ...['updateMe', 'openVerificationLink'],
  // Another view of the reference; the two lead to each other.
  'getReadingReference',
]);

/** Rules about the whole set, which a link that is offered may still meet. */
const aboutAll = ['last_admin', 'role_in_use'];

/** Everything that can be reached from the entry point. */
async function walk(token: string | undefined): Promise<Map<string, Offer>> {
  const offers = new Map<string, Offer>();
  const read = new Set<string>();
  // The soft-deleted are listed by a parameter of the link that is offered.
  const queue = ['/', '/users?status=deleted'];
  for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
    if (read.has(target)) continue;
    read.add(target);
    const answer = await on.send('GET', target, { token, headers: { accept: 'application/hal+json' } });
    for (const offer of offersIn(answer)) {
      offers.set(`${offer.rel} ${offer.target}`, offer);
      if (offer.method === 'GET') queue.push(offer.target);
    }
  }
  return offers;
}

function offersIn({ json, headers }: Answer): Offer[] {
  if (!headers.get('content-type')?.startsWith('application/hal+json')) return [];
  const templates: Record<string, Template> = json._templates ?? {};
  const forms = Object.entries(templates).map(([rel, template]) => ({
    ...{ rel, ...template, target: pathOf(template.target) },
  }));
  const links = Object.entries<Link | Link[]>(json._links).filter(([rel]) => rel !== 'curies');
  const plain = links
    .filter(([rel]) => !templates[rel])
    .flatMap(([rel, found]) =>
      [found].flat().map(({ href }) => ({
        rel,
        method: 'GET',
        target: pathOf(href),
        properties: [],
        contentType: 'application/json',
      })),
    );
  const embedded: object[] = Object.values<object[]>(json._embedded ?? {}).flat();
  return [...forms, ...plain, ...embedded.flatMap((each) => offersIn({ json: each, headers } as Answer))];
}

/** Templates of URIs without values for their places (RFC 6570 §3.2). */
function pathOf(href: string): string {
  expect(href.startsWith(publicUrl)).toBe(true);
  return href.slice(publicUrl.length).replace(/\{[^}]*\}/g, '');
}

function operationOf({ method, target }: Offer): string | undefined {
  return on.contract.find(method, new URL(target, publicUrl).pathname)?.operation.operationId;
}

async function use(offer: Offer, token: string | undefined, me: SignedIn | null): Promise<Answer> {
  const request: Outgoing = { token };
  if (offer.method === 'GET') return on.send('GET', offer.target, request);
  if (offer.method === 'DELETE') return on.send('DELETE', offer.target, request);
  const json = await fill(on, who, { operation: operationOf(offer), properties: offer.properties }, me);
  if (offer.contentType === 'application/json') return on.send(offer.method, offer.target, { ...request, json });
  const form = { body: `${new URLSearchParams(Object.entries(json))}`, headers: { 'content-type': offer.contentType } };
  // The form shows who sends it: a token beside it would be one credential too many.
  return on.send(offer.method, offer.target, form);
}
