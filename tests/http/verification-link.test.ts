import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { contestedLink, freshLink, stranger } from '../support/http-people.ts';

// Who verifies by opening a link. A stranger registers bob's address with a password of the stranger's; bob gets the
// mail, and a link checker opens what is in it before he has read it. Checkers send `application/json, text/plain, */*`,
// for that is what axios sends unless told otherwise: taken for a program of the platform, they verified, and let the
// stranger in. So a GET acts only for who names JSON and nothing else.
let on: HttpFixture;

beforeEach(async () => {
  on = await httpFixture();
});

const open = (token: string, accept?: string) =>
  on.send('GET', `/auth/verify-email?token=${token}`, { headers: accept === undefined ? {} : { accept } });
const status = () => on.userWith(stranger.email)?.status;

describe('a GET that names JSON types and nothing else', () => {
  it.each([
    'application/json',
    'application/hal+json',
    'application/hal+json, application/json',
    'application/hal+json, application/json;q=0.9',
    'application/problem+json, application/hal+json;profile="x"',
    'Application/JSON; charset=utf-8; q=0.5',
    'application/json, text/html;q=0, */*;q=0.0',
    'application/json,, ',
  ])('verifies: %s', async (accept) => {
    const answer = await open(await freshLink(on), accept);
    expect(answer).toMatchObject({ status: 200, json: { verified: true, email_verified: true } });
    expect(status()).toBe('active');
  });

  it('needs a password where the link carries none, and names the field', async () => {
    expect(await open(await contestedLink(on), 'application/json')).toMatchObject({
      status: 422,
      json: { code: 'password_required', errors: [{ pointer: '/password' }] },
    });
    expect(status()).toBe('pending');
  });
});

describe('any other GET', () => {
  it.each([
    ['a link checker, or axios as it comes', 'application/json, text/plain, */*'],
    ['curl and Python requests as they come', '*/*'],
    ['Go as it comes: nothing', undefined],
    ['an empty header', ''],
    ['nothing but commas', ', ,'],
    ['JSON, and a little of everything', 'application/json, */*;q=0.001'],
    ['JSON, and other applications', 'application/json, application/*'],
    ['a range of JSON types, which names none', 'application/*+json'],
    ['JSON, and text', 'application/json, text/plain'],
    ['JSON, and a weight that is none', 'application/json, text/plain;q=none'],
    ['JSON, and a weight below nothing', 'application/json, text/plain;q=-0'],
    ['JSON that is not wanted', 'application/json;q=0'],
    ['JSON that is not wanted, badly written', 'application/json;q=0.0000'],
    ['JSON with a weight that is none', 'application/json;q=none'],
    ['JSON in name only', 'text/json'],
    ['what merely begins like JSON', 'application/jsonlines'],
    ['what merely ends like JSON', 'application/notjson'],
    ['JSON with a comma in its profile', 'application/json;profile="a, b"'],
  ])('changes nothing: %s', async (_, accept) => {
    const answer = await open(await freshLink(on), accept);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/hal+json');
    expect(answer.headers.get('vary')).toBe('Accept, Accept-Language');
    expect(answer.json).toMatchObject({
      verified: false,
      requested_at: '2026-03-01T12:00:00.000Z',
      network: '203.0.113.0/24',
    });
    expect(status()).toBe('pending');
  });

  it('says in a sentence what to do, and offers it', async () => {
    const token = await freshLink(on);
    const { json } = await open(token, '*/*');
    expect(json.message).toBe('Nothing is verified yet: send the token by POST to verify the address.');
    const target = 'https://users.example.com/auth/verify-email';
    expect(json._links['users:verify-email'].href).toBe(target);
    const form = json._templates['users:verify-email'];
    expect(form).toMatchObject({ method: 'POST', target });
    const done = await on.send(form.method, new URL(form.target).pathname, { json: { token } });
    expect(done).toMatchObject({ status: 200, json: { verified: true, email_verified: true } });
    expect(status()).toBe('active');
  });

  it('says that a password must be chosen where the link carries none', async () => {
    const { status: code, json } = await open(await contestedLink(on), '*/*');
    expect([code, json.verified]).toEqual([200, false]);
    expect(json.message).toMatch(/choose a password, and send it with the token by POST/);
    expect(json._templates['users:verify-email'].properties).toContainEqual(
      expect.objectContaining({ name: 'password' }),
    );
    expect(status()).toBe('pending');
  });

  it('says that it is done once the link was followed, in the same words as to whoever followed it', async () => {
    const token = await freshLink(on);
    const followed = await on.send('POST', '/auth/verify-email', { json: { token } });
    const opened = await open(token, 'application/json, text/plain, */*');
    expect([opened.status, opened.text]).toEqual([200, followed.text]);
    expect(opened.json).toMatchObject({ verified: true, email_verified: true });
  });

  it('answers problems as JSON: of a dead link, and of one that came too late', async () => {
    expect(await open('unheard-of', '*/*')).toMatchObject({ status: 410, json: { code: 'link_expired' } });
    const early = await freshLink(on);
    const json = { token: await contestedLink(on), password: stranger.password };
    await on.send('POST', '/auth/verify-email', { json });
    expect(await open(early)).toMatchObject({ status: 409, json: { code: 'already_verified' } });
  });
});
