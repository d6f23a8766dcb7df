import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript.js';
import { admin, apiUrl, mailedToken, newcomer, newName } from './scene.js';

const api = createClient<paths>({ baseUrl: apiUrl });
const { email, password } = newcomer;

const registered = await api.POST('/auth/register', { body: newcomer });
assert.equal(registered.response.status, 202);
const verified = await api.POST('/auth/verify-email', { body: { token: await mailedToken(email) } });
assert.equal(verified.response.status, 200);

const wrong = await api.POST('/auth/login', { body: { email, password: 'not the right one' } });
// Typed: the codes that this operation can answer with.
assert.equal(wrong.error?.code, 'invalid_credentials');
const tokens = await api.POST('/auth/login', { body: { email, password } });
const as = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const own = as(tokens.data?.access_token);

const me = await api.GET('/users/me', { headers: own });
assert.equal(me.data?.full_name, newcomer.full_name);
const etag = me.response.headers.get('etag') ?? '';
const change = { params: { header: { 'if-match': etag } }, body: { full_name: newName }, headers: own };
const updated = await api.PATCH('/users/me', change);
assert.equal(updated.data?.full_name, newName);
const stale = await api.PATCH('/users/me', change);
assert.equal(stale.response.status, 412);
assert.equal(stale.error?.code, 'version_mismatch');

const asAdmin = as((await api.POST('/auth/login', { body: admin })).data?.access_token);
const page = await api.GET('/users', { params: { query: { q: email, limit: 5 } }, headers: asAdmin });
assert.deepEqual(
  page.data?._embedded.item.map((user) => user.full_name),
  [newName],
);
