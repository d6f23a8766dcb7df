import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture, type Outgoing, publicUrl } from '../support/http-fixture.ts';
import { freshLink, type People, people, type SignedIn, signIn } from '../support/http-people.ts';

/**
 * A client that knows nothing but the entry point: it follows every link and submits every template it is offered.
 * Every one works, and what it is not offered is refused.
 */
interface Offer {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly rel: string;
}

type Link = { href: string; title?: string; templated?: boolean };
type Template = { method: string; target: string; contentType: string; properties: { name: string }[] };

let on: HttpFixture;
let who: People;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
});

describe.each(['anonymous', 'user', 'admin'] as const)('%s', (caller) => {
  const session = async (): Promise<SignedIn | null> =>
    caller === 'anonymous' ? null : signIn(on, caller === 'admin' ? who.admin : who.ada);

  it('can use every link and template that it is offered', async () => {
    const offers = await walk((await session())?.accessToken);
    for (const offer of offers.values()) {
      const me = await session();
      const answer = await use(offer, me);
      expect(answer.status, `${offer.rel}: ${offer.method} ${offer.target}`).toBeLessThan(300);
    }
  });

  it('is refused whatever it is not offered', async () => {
    const token = (await session())?.accessToken;
    const offered = new Set([...(await walk(token)).values()].map(operationOf));
    for (const { method, path, operation } of on.contract.places) {
      if (offered.has(operation.operationId) || notLinked.has(operation.operationId)) continue;
      const target = path.replace('{uuid}', who.grace.id);
      const answer = await on.send(method, target, { token, ...(method !== 'GET' && { json: {} }) });
      expect([401, 403, 404], `${method} ${target} → ${answer.status}`).toContain(answer.status);
    }
  });
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
  ...['getJwks', 'explainProblem', 'explainRelation', 'getLiveness', 'getReadiness', 'getMetrics'],
  // The same as their counterparts for /users/me and the other method of the mail's link.
  ...['updateMe', 'openVerificationLink'],
]);

/** Everything that can be reached from the entry point. */
async function walk(token: string | undefined): Promise<Map<string, Offer>> {
  const offers = new Map<string, Offer>();
  const read = new Set<string>();
  const queue = ['/'];
  for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
    if (read.has(target)) continue;
    read.add(target);
    const answer = await on.send('GET', target, { token, headers: { accept: 'application/hal+json' } });
    for (const offer of offersIn(answer)) {
      offers.set(`${offer.method} ${offer.target}`, offer);
      if (offer.method === 'GET') queue.push(offer.target);
    }
  }
  return offers;
}

function offersIn({ json, headers }: Answer): Offer[] {
  if (!headers.get('content-type')?.startsWith('application/hal+json')) return [];
  const templates: Record<string, Template> = json._templates ?? {};
  const forms = Object.entries(templates).map(([rel, { method, target }]) => ({ rel, method, target: pathOf(target) }));
  const links = Object.entries<Link | Link[]>(json._links).filter(([rel]) => rel !== 'curies');
  const plain = links
    .filter(([rel]) => !templates[rel])
    .flatMap(([rel, found]) => [found].flat().map(({ href }) => ({ rel, method: 'GET', target: pathOf(href) })));
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

async function use(offer: Offer, me: SignedIn | null): Promise<Answer> {
  const request: Outgoing = { token: me?.accessToken };
  if (offer.method === 'GET') return on.send('GET', offer.target, request);
  return on.send(offer.method, offer.target, { ...request, json: await fill(operationOf(offer), me) });
}

let strangers = 0;

async function fill(operation: string | undefined, me: SignedIn | null): Promise<object> {
  strangers += 1;
  const { email, fullName, password } = { ...who.ada, email: `stranger-${strangers}@example.org` };
  switch (operation) {
    case 'register':
      return { email, full_name: fullName, password };
    case 'verifyEmail':
      return { token: await freshLink(on, { ...who.ada, email }) };
    case 'resendVerification':
      return { email };
    case 'logIn':
      return { email: who.ada.email, password };
    case 'refreshSession':
      return { refresh_token: (me ?? (await signIn(on, who.ada))).refreshToken };
    case 'updateUser':
      return { full_name: 'Somebody' };
    case 'logOut':
      return {};
    default:
      throw new Error(`nobody knows how to fill the template of ${operation}`);
  }
}
