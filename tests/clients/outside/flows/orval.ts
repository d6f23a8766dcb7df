import assert from 'node:assert/strict';
import * as api from '../generated/orval.js';
import { admin, mailedToken, newcomer, newName } from './scene.js';

const { email, password } = newcomer;

const registered = await api.register(newcomer);
assert.equal(registered.status, 202);
const verified = await api.verifyEmail({ token: await mailedToken(email) });
assert.equal(verified.status, 200);

const wrong = await api.logIn({ email, password: 'not the right one' });
assert.ok(wrong.status === 401);
assert.equal(wrong.data.code, 'invalid_credentials');
const as = async (credentials: { email: string; password: string }, headers: Record<string, string> = {}) => {
  const tokens = await api.logIn(credentials);
  assert.ok(tokens.status === 200);
  return { headers: { ...headers, authorization: `Bearer ${tokens.data.access_token}` } };
};

const me = await api.getMe(await as({ email, password }));
assert.ok(me.status === 200);
assert.equal(me.data.full_name, newcomer.full_name);
const guarded = await as({ email, password }, { 'if-match': me.headers.get('etag') ?? '' });
const updated = await api.updateMe({ full_name: newName }, guarded);
assert.ok(updated.status === 200);
assert.equal(updated.data.full_name, newName);
const stale = await api.updateMe({ full_name: newName }, guarded);
assert.ok(stale.status === 412);
assert.equal(stale.data.code, 'version_mismatch');

const page = await api.listUsers({ q: email, limit: 5 }, await as(admin));
assert.ok(page.status === 200);
assert.deepEqual(
  page.data._embedded.item.map((user) => user.full_name),
  [newName],
);
