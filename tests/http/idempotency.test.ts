import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { ada, delegate, type People, people, stranger } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const newUser = { email: 'new@example.org', full_name: 'New', metadata: { b: 1, a: { d: 2, c: 3 } } };
const newRole = { name: 'support', permissions: ['users:read'] };
const registration = { email: stranger.email, full_name: 'A', password: stranger.password };

const post = (path: string, json: object, key: string, token?: string) =>
  on.send('POST', path, { json, token, headers: { 'idempotency-key': key } });
const create = (json: object, key: string, token = who.admin.accessToken) => post('/users', json, key, token);
const bytes = ({ status, text, headers }: Answer) => ({
  status,
  text,
  etag: headers.get('etag'),
  location: headers.get('location'),
  type: headers.get('content-type'),
});
const replayed = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true';

describe('a request with an Idempotency-Key', () => {
  it.each([
    ['/auth/register', registration, false],
    ['/users', newUser, true],
    ['/roles', newRole, true],
  ] as const)('POST %s is done once and answered alike', async (path, json, signedIn) => {
    const token = signedIn ? who.admin.accessToken : undefined;
    const before = on.memory.store.audit.length;
    const first = await post(path, json, 'a-key', token);
    const left = { tasks: on.memory.store.tasks.size, audit: on.memory.store.audit.length };
    const second = await post(path, json, 'a-key', token);
    expect([replayed(first), replayed(second)]).toEqual([false, true]);
    expect(bytes(second)).toEqual(bytes(first));
    expect({ tasks: on.memory.store.tasks.size, audit: on.memory.store.audit.length }).toEqual(left);
    expect(left.tasks + left.audit).toBeGreaterThan(before);
  });

  it('is done once when it comes sixteen times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => create(newUser, 'k')));
    expect(new Set(answers.map((answer) => JSON.stringify(bytes(answer)))).size).toBe(1);
    expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1);
    expect([...on.memory.store.users.values()].filter(({ email }) => email === newUser.email)).toHaveLength(1);
  });

  it('is the same request however its JSON is written', async () => {
    await create(newUser, 'k');
    const { email, full_name, metadata } = newUser;
    const other = { metadata: { a: { c: 3, d: metadata.a.d }, b: 1 }, roles: ['user'], locale: 'en', full_name, email };
    expect(replayed(await create(other, '"k"'))).toBe(true);
  });

  // A repeat says that the answer to the first was lost, not that somebody else wants the address.
  it('registers once, whether it comes again later or at once, and never contests the account', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/auth/register', registration, 'k')));
    expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1);
    await on.work();
    on.clock.advance(3600);
    expect(replayed(await post('/auth/register', registration, 'k'))).toBe(true);
    await on.work();
    expect(on.userWith(stranger.email)).toMatchObject({ contested: false, sequence: 2 });
    const [token] = on.links(stranger.email);
    expect((await on.send('POST', '/auth/verify-email', { json: { token } })).status).toBe(200);
  });

  // Whoever sends many registrations of one address under as many keys would fill a table with their answers.
  it('keeps no answer when it is merged with another registration; the answer is the same', async () => {
    const first = await post('/auth/register', registration, 'first');
    const kept = on.memory.store.keptAnswers.size;
    for (const key of ['second', 'third', 'second']) {
      const answer = await post('/auth/register', registration, key);
      expect(bytes(answer)).toEqual(bytes(first));
      expect(replayed(answer)).toBe(false);
    }
    expect(on.memory.store.keptAnswers.size).toBe(kept);
    await on.work();
    expect(on.userWith(stranger.email)?.contested).toBe(true);
  });

  it('is answered as it was, whatever has changed since', async () => {
    const first = await create(newUser, 'k');
    const { accessToken: token } = who.admin;
    await on.send('PATCH', `/users/${first.json.id}`, { token, json: { full_name: 'Renamed' } });
    expect(bytes(await create(newUser, 'k'))).toEqual(bytes(first));
  });

  it('is refused when the key comes with another body', async () => {
    await create(newUser, 'k');
    const answer = await create({ ...newUser, full_name: 'Other' }, 'k');
    expect([answer.status, answer.json.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('may be tried again after a refusal, which is not kept', async () => {
    expect((await create({ ...newUser, email: ada.email }, 'k')).json.code).toBe('email_taken');
    expect((await create(newUser, 'k')).status).toBe(201);
  });

  it('shares its key neither with another caller nor with another operation', async () => {
    const other = await delegate(on, who.admin, ['users:write', 'users:read']);
    expect((await create(newUser, 'k')).status).toBe(201);
    expect((await create(newUser, 'k', other.accessToken)).json.code).toBe('email_taken');
    expect((await post('/roles', newRole, 'k', who.admin.accessToken)).status).toBe(201);
    expect((await post('/auth/register', registration, 'k')).status).toBe(202);
  });

  it('is a new one after a day', async () => {
    await create(newUser, 'k');
    on.clock.advance(86_400);
    const { accessToken } = await on.logIn.execute(
      { email: who.admin.email, password: who.admin.password },
      { actor: { kind: 'anonymous' }, requestId: 'r', network: null, userAgent: null, traceparent: null },
    );
    expect((await create(newUser, 'k', accessToken)).json.code).toBe('email_taken');
  });

  // A kept answer is no way around the policy: whoever lost the permission is refused before it is looked up.
  it('is refused to whoever may not do it any more', async () => {
    const other = await delegate(on, who.admin, ['users:write', 'users:read']);
    expect((await create(newUser, 'k', other.accessToken)).status).toBe(201);
    const { accessToken: token } = who.admin;
    const kept = on.user(other.id).roles.find((role) => role !== 'user');
    await on.send('PUT', `/roles/${kept}`, { token, json: { description: '', permissions: [] } });
    expect((await create(newUser, 'k', other.accessToken)).status).toBe(403);
  });

  it('leaves neither key, nor body, nor password behind in readable form', async () => {
    await post('/auth/register', registration, 'telltale-key');
    const text = JSON.stringify([...on.memory.store.keptAnswers.values()]);
    expect(text).toContain('fingerprint');
    for (const secret of ['telltale-key', registration.password, registration.email])
      expect(text).not.toContain(secret);
  });

  it('forgets an answer that tells of somebody who was erased', async () => {
    const { json } = await create(newUser, 'k');
    await on.send('DELETE', `/users/${json.id}`, { token: who.admin.accessToken });
    expect(on.memory.store.keptAnswers.size).toBe(0);
    expect((await create(newUser, 'k')).json.id).not.toBe(json.id);
  });

  it.each(['', 'two words', '"', '"open', 'a"b', 'x'.repeat(256)])('needs one key, not %j', async (key) => {
    const answer = await create(newUser, key);
    expect([answer.status, answer.json.code]).toEqual([400, 'malformed_idempotency_key']);
  });
});
