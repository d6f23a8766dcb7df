import assert from 'node:assert/strict';
import { client } from '../generated/hey-api/client.gen.js';
import { getMe, listUsers, logIn, register, updateMe, verifyEmail } from '../generated/hey-api/index.js';
import { admin, apiUrl, mailedToken, newcomer, newName } from './scene.js';

client.setConfig({ baseUrl: apiUrl });
const { email, password } = newcomer;

const registered = await register({ body: newcomer });
assert.equal(registered.response?.status, 202);
const verified = await verifyEmail({ body: { token: await mailedToken(email) } });
assert.equal(verified.response?.status, 200);

const wrong = await logIn({ body: { email, password: 'not the right one' } });
assert.equal(wrong.error?.code, 'invalid_credentials');
const { data: tokens } = await logIn({ body: { email, password } });
assert.ok(tokens);
// The document says which operations want the token; the client sends it with those alone.
client.setConfig({ auth: tokens.access_token });

const me = await getMe();
assert.equal(me.data?.full_name, newcomer.full_name);
const headers = { 'if-match': me.response?.headers.get('etag') ?? '' };
const updated = await updateMe({ body: { full_name: newName }, headers });
assert.equal(updated.data?.full_name, newName);
const stale = await updateMe({ body: { full_name: newName }, headers });
assert.equal(stale.response?.status, 412);
assert.equal(stale.error?.code, 'version_mismatch');

const { data: adminTokens } = await logIn({ body: admin });
assert.ok(adminTokens);
client.setConfig({ auth: adminTokens.access_token });
const page = await listUsers({ query: { q: email, limit: 5 } });
assert.deepEqual(
  page.data?._embedded.item.map((user) => user.full_name),
  [newName],
);
