import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { type People, people } from '../support/http-people.ts';

/** What single fields take, and what they refuse. */
let on: HttpFixture;
let who: People;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
});

describe('a name', () => {
  it.each([
    ['a control character', 'Ada\u0007'],
    ['NUL, which PostgreSQL cannot store', 'Ada\u0000'],
    ['a line break', 'Ada\nLovelace'],
    ['a line separator', 'Ada\u2028Lovelace'],
    ['a mark that reverses text', 'Ada\u202Eecalevol'],
    ['half a character', 'Ada\ud83d'],
    ['nothing but spaces', '   '],
  ])('with %s is refused', async (_, full_name) => {
    const answer = await on.send('PATCH', '/users/me', { token: who.ada.accessToken, json: { full_name } });
    expect(answer.json.errors).toMatchObject([{ pointer: '/full_name' }]);
  });

  it.each(['O’Brien-Şahin', '李小龍', '👩‍💻 Ada', 'می‌خواهم', 'a', 'é'.repeat(200), '𝒳'.repeat(200)])(
    '%s is a name',
    async (full_name) => {
      const answer = await on.send('PATCH', '/users/me', { token: who.ada.accessToken, json: { full_name } });
      expect(answer).toMatchObject({ status: 200, json: { full_name } });
    },
  );
});

describe('a service client', () => {
  it.each(['name', 'description'])('with a control character in its %s is refused', async (field) => {
    const json = { name: 'billing', permissions: ['users:read'], [field]: 'bill\u001b[2Jing' };
    const answer = await on.send('POST', '/clients', { token: who.admin.accessToken, json });
    expect(answer).toMatchObject({ status: 422, json: { code: 'validation_failed' } });
    expect(answer.json.errors).toEqual([{ pointer: `/${field}`, detail: 'must not contain control characters' }]);
  });
});

describe('a language', () => {
  it.each(['english please', 'e', 'en_US', 'en-', '-', 'de-DE-', '*', 'en\u0000'])('%s is refused', async (locale) => {
    const answer = await on.send('PATCH', '/users/me', { token: who.ada.accessToken, json: { locale } });
    expect(answer.json.errors).toMatchObject([{ pointer: '/locale' }]);
  });

  it.each(['en', 'es-MX', 'zh-Hant-TW', 'de-DE-1996', 'sr-Latn'])('%s is one', async (locale) => {
    const answer = await on.send('PATCH', '/users/me', { token: who.ada.accessToken, json: { locale } });
    expect(answer).toMatchObject({ status: 200, json: { locale } });
  });
});

it('a password is never repeated, whatever is wrong with it', async () => {
  const password = 'a secret that must not come back';
  for (const json of [
    { email: 'x', full_name: 'X', password },
    { email: 'x@example.org', full_name: 'X', password, extra: 1 },
    { email: 1, full_name: 'X', password },
    { email: 'x@example.org', full_name: password, password: password.repeat(20) },
  ]) {
    expect((await on.send('POST', '/auth/register', { json })).text).not.toContain('secret that must');
  }
  expect(JSON.stringify(on.logged)).not.toContain('secret that must');
});
