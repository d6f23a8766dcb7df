import { plainTarget, refusedTarget } from '@users/http/frame/request-target';
import { describe, expect, it } from 'vitest';

const host = 'users.example.com:8000';

describe('the target of a request', () => {
  it.each([
    '/',
    '/metrics',
    '/users/me',
    '/users/',
    '/users?q=ada',
    '/.well-known/jwks.json',
    '/_assets/redoc.0a1b.js',
    '/users/..a/...',
    '/users/a%20b',
    '/users/caf%C3%A9',
    '/users/ada%40example.com',
    '/roles/a%25b%2Bc%3A%3F%23',
    "/roles/a-._~!$&'()*+,;=:@b",
  ])('%s goes on as it is', (target) => {
    expect(plainTarget(target, host)).toBe(target);
  });

  // A query is no path: cursors, addresses and links stand in it, encoded by whatever client.
  it.each(['?a=//b/../c', '?a=%2e%2E%2f%5c\\', '?a=%61&b=#c', '?a=/./?/../'])(
    'may have in its query what its path may not: %s',
    (query) => {
      expect(plainTarget(`/users${query}`, host)).toBe(`/users${query}`);
    },
  );

  // Each of these reached /metrics, or could reach another path than the one that a proxy let through.
  it.each([
    ['a dot segment', '/./metrics'],
    ['a dot segment that leads up', '/x/../metrics'],
    ['a dot segment at the end', '/metrics/.'],
    ['a dot segment that leads up at the end', '/users/..'],
    ['a dot segment before the query', '/users/..?q=a'],
    ['an encoded dot segment', '/%2e/metrics'],
    ['an encoded dot segment in capitals', '/x/%2E%2E/metrics'],
    ['a dot segment that is half encoded', '/x/.%2e/metrics'],
    ['an empty segment', '//metrics'],
    ['an empty segment in the middle', '/users//me'],
    ['an empty segment at the end', '/users//'],
    ['an encoded letter', '/%6detrics'],
    ['an encoded letter in capitals', '/%6Detrics'],
    ['an encoded capital', '/%4detrics'],
    ['an encoded digit', '/users/%31'],
    ['an encoded hyphen', '/auth/verify%2demail'],
    ['an encoded dot', '/openapi%2ejson'],
    ['an encoded underscore', '/users/soft%5fdelete'],
    ['an encoded tilde', '/%7emetrics'],
    ['an encoded slash', '/users%2Fme'],
    ['an encoded backslash', '/x%5C..%5Cmetrics'],
    ['a backslash', '/x\\..\\metrics'],
    ['a fragment', '/metrics#x'],
    ['an asterisk', '*'],
    ['nothing but an authority', 'users.example.com:443'],
    ['nothing at all', ''],
  ])('with %s is refused', (_, target) => {
    expect(plainTarget(target, host)).toBe(refusedTarget);
  });

  it('refuses every unreserved character that is encoded, and no other but slashes', () => {
    const refused = Array.from({ length: 256 }, (_, code) => code).filter((code) => {
      const encoded = `%${code.toString(16).padStart(2, '0')}`;
      return plainTarget(`/a${encoded}b`, host) === refusedTarget;
    });
    const unreserved = /[A-Za-z0-9\-._~/\\]/;
    expect(refused.map((code) => String.fromCharCode(code)).every((character) => unreserved.test(character))).toBe(
      true,
    );
    expect(refused).toHaveLength(26 + 26 + 10 + 4 + 2);
  });
});

describe('the target that is a whole address', () => {
  it.each([
    ['http://users.example.com:8000/users?q=a', '/users?q=a'],
    ['https://users.example.com:8000/', '/'],
    ['HTTP://Users.Example.com:8000/livez', '/livez'],
    ['http://users.example.com:8000', '/'],
    ['http://users.example.com:8000?q=//', '/?q=//'],
  ])('%s is taken when it is the one in Host', (target, origin) => {
    expect(plainTarget(target, host)).toBe(origin);
  });

  it.each([
    'http://evil.example/livez',
    'http://users.example.com/livez',
    'http://users.example.com:8000@evil.example/livez',
    'http://ada@users.example.com:8000/livez',
    'http:///livez',
    'http:/livez',
    'ftp://users.example.com:8000/livez',
    'http://users.example.com:8000/x/../metrics',
    'http://users.example.com:8000//metrics',
    'http://users.example.com:8000\\metrics',
    'http://users.example.com:8000#/livez',
  ])('%s is refused', (target) => {
    expect(plainTarget(target, host)).toBe(refusedTarget);
  });

  it('is refused where there is no Host to hold it against', () => {
    expect(plainTarget('http://users.example.com/', '')).toBe(refusedTarget);
  });
});
