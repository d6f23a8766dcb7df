import { Addresses } from '@users/http/console/addresses.js';
import { asksForCookie, withCookie } from '@users/http/console/cookie-mode.js';
import { actionsOf, itemsOf, linksOf, pagesOf, searchOf } from '@users/http/console/hal.js';
import { searchBy } from '@users/http/console/search-by-template.js';
import { expand, queryNames } from '@users/http/console/uri-template.js';
import { columnsOf, inOrder, labelOf, nameOf, readable } from '@users/http/console/words.js';
import { describe, expect, it } from 'vitest';

describe('a URI template (RFC 6570)', () => {
  it.each([
    ['/users{?q,status}', { q: 'a b', status: 'active' }, '/users?q=a%20b&status=active'],
    ['/users{?q,status}', { status: 'x&y=ü' }, '/users?status=x%26y%3D%C3%BC'],
    ['/users{?q,status}', { q: '' }, '/users'],
    ['/users{?q,status}', {}, '/users'],
    ['/rels/{rel}', { rel: 'a/b' }, '/rels/a%2Fb'],
    ['/plain', { q: 'x' }, '/plain'],
  ] as const)('%s with %j → %s', (template, values, expected) => {
    expect(expand(template, values)).toBe(expected);
  });

  it('names what its query takes', () => {
    expect(queryNames('/a/{id}{?q,status}')).toEqual(['q', 'status']);
  });
});

describe('a resource', () => {
  const resource = {
    name: 'x',
    _links: {
      self: { href: '/users' },
      curies: [{ href: '/rels/{rel}', name: 'users', templated: true }],
      next: { href: '/users?cursor=a' },
      first: { href: '/users' },
      'users:create': { href: '/users' },
      'users:roles': [{ href: '/a' }, { href: '/b' }],
    },
    _templates: {
      'users:create': { method: 'POST', target: '/users' },
      'users:list': { method: 'GET', target: '/users' },
    },
    _embedded: { item: [{ id: '1' }] },
  };

  it('leads on, to its pages, to what may be done, and to another selection', () => {
    expect(linksOf(resource).map(({ link }) => link.href)).toEqual(['/a', '/b']);
    expect(pagesOf(resource).map(({ rel }) => rel)).toEqual(['first', 'next']);
    expect(actionsOf(resource).map(({ rel }) => rel)).toEqual(['users:create']);
    expect(searchOf(resource)?.method).toBe('GET');
    expect(itemsOf(resource)).toEqual([{ id: '1' }]);
    expect(itemsOf({})).toBeNull();
  });
});

it('a list that has no form is asked by the template of its address, filled with what was asked', () => {
  const link = { href: 'https://users.example.com/events{?after,limit}', templated: true };
  expect(searchBy(link, 'https://users.example.com/events?limit=5')).toEqual({
    ...{ method: 'GET', target: 'https://users.example.com/events' },
    properties: [
      { name: 'after', prompt: 'After' },
      { name: 'limit', prompt: 'Limit', value: '5' },
    ],
  });
});

describe('the cookie', () => {
  const session = { name: 'session', options: { inline: ['cookie'], maxItems: 1 } };

  it('is chosen wherever it can be, and takes the place of the token', () => {
    const refresh = { method: 'POST', target: '/x', properties: [{ name: 'refresh_token' }, session] };
    expect(withCookie(refresh).properties).toEqual([expect.objectContaining({ value: 'cookie', type: 'hidden' })]);
    const again = withCookie(refresh);
    expect(withCookie(again)).toEqual(again);
  });

  it('is not asked for where nobody offers it', () => {
    const other = { method: 'POST', target: '/x', properties: [{ name: 'session' }, { name: 'refresh_token' }] };
    expect(withCookie(other)).toBe(other);
    expect([{ session: 'cookie' }, { session: 'x' }, {}, null].map(asksForCookie)).toEqual([true, false, false, false]);
  });
});

describe('the address after #', () => {
  const addresses = new Addresses('https://users.example.com/accounts/');

  it.each(['users', 'users?q=a%20b&limit=5', 'users/0198/roles', ''])('comes back: %s', (path) => {
    const href = `https://users.example.com/accounts/${path}`;
    expect(addresses.hrefOf(addresses.hashOf(href))).toBe(href);
  });

  // What somebody sends as a link must not make the console ask another place, with a token in hand.
  it.each([
    '#//evil.example.com/x',
    '#/https://evil.example.com/',
    '#https://evil.example.com',
    '#/../../admin',
    '#/\\evil.example.com',
    '#javascript:alert(1)',
  ])('stays here: %s', (hash) => {
    const href = addresses.hrefOf(hash);
    expect(new URL(href).origin).toBe('https://users.example.com');
    expect(new URL(href).pathname.startsWith('/accounts/')).toBe(true);
  });
});

describe('words', () => {
  it('label what they do not know as well', () => {
    expect([labelOf('full_name'), labelOf('client_secret')]).toEqual(['Name', 'Client secret']);
    expect(nameOf({ email: 'a@example.org', full_name: '' })).toBe('a@example.org');
  });

  it('choose the columns of any list', () => {
    const user = { id: '1', email: 'a', full_name: 'A', metadata: {}, status: 'active', version: 1, _links: {} };
    expect(columnsOf([user])).toEqual(['full_name', 'email', 'status']);
    expect(columnsOf([{ id: 1 }])).toEqual(['id']);
    expect(columnsOf([{ sequence: 1, data: { a: 1 }, zone: 'x' }])).toEqual(['sequence', 'zone']);
  });

  it('put what machines need last', () => {
    const entries: [string, unknown][] = ['version', 'id', 'zone', 'status', 'full_name'].map((key) => [key, 1]);
    expect(inOrder(entries).map(([key]) => key)).toEqual(['full_name', 'status', 'zone', 'id', 'version']);
  });

  it.each([
    [null, 'none'],
    [[], 'none'],
    [{}, 'none'],
    [true, 'text'],
    [['a'], 'tags'],
    [[{}], 'structure'],
    [{ a: 1 }, 'structure'],
    ['2026-03-01T09:30:00.000Z', 'instant'],
    ['2026', 'text'],
  ])('read %j as %s', (value, kind) => {
    expect(readable(value).kind).toBe(kind);
  });
});
