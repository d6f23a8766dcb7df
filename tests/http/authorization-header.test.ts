import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { ada, type People, people } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
});

describe('an Authorization header that is none (Auth.js GHSA-8fpg-xm3f-6cx3)', () => {
  it.each([
    'Bearer',
    'Bearer ',
    'bearer',
    'Bearer a b',
    'Bearer undefined null',
    'Bearer "quoted"',
    'Bearertoken',
    'Basic YWRhOnB3',
    'Token abc',
    'abc',
    ',',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    'Bearer null',
  ])('%j is refused, never taken for anonymous', async (authorization) => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/users/me'],
      ['GET', '/users'],
      ['PATCH', '/users/me'],
      ['POST', '/auth/logout'],
    ] as const) {
      const answer = await on.send(method, path, { headers: { authorization } });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="users", error="invalid_token"/);
    }
  });

  it('that is empty is refused too', async () => {
    const headers = { authorization: '' };
    expect((await on.send('GET', '/', { headers })).status).toBe(401);
  });

  it('broken, is refused where no token is read at all', async () => {
    const json = { email: ada.email };
    const headers = { authorization: 'Bearer a b' };
    expect((await on.send('POST', '/auth/resend-verification', { json, headers })).status).toBe(401);
  });

  it('a token in the query or a cookie is nobody’s', async () => {
    const { accessToken } = who.ada;
    expect((await on.send('GET', `/users/me?access_token=${accessToken}`)).status).toBe(401);
    const headers = { cookie: `access_token=${accessToken}; Authorization=Bearer ${accessToken}` };
    expect((await on.send('GET', '/users/me', { headers })).status).toBe(401);
  });
});
