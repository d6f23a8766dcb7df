import assert from 'node:assert/strict';
import { bearerAuth, Client, Problem } from 'ketting';
import { admin, apiUrl, mailedToken, newcomer, newName } from './scene.js';

const { email, password } = newcomer;

/** A client that knows the address of the service, and the token if it has one. */
function startAs(token?: string): Client {
  const client = new Client(apiUrl);
  if (token !== undefined) client.use(bearerAuth(token));
  return client;
}

const anyone = startAs();
const entry = await anyone.go('/').get();
await entry.action('users:register').submit(newcomer);
await entry.action('users:verify-email').submit({ token: await mailedToken(email) });

await assert.rejects(entry.action('users:login').submit({ email, password: 'not the right one' }), (error) => {
  assert.ok(error instanceof Problem);
  assert.equal(error.body.code, 'invalid_credentials');
  return true;
});
const tokens = await entry.action('users:login').submit({ email, password });

// From the answer to the log-in on by links alone.
const self = await startAs(tokens.data.access_token).go('/').follow('users:me');
const me = await self.get();
assert.equal(me.data.full_name, newcomer.full_name);
assert.equal(me.hasAction('users:suspend'), false);
await me.action('edit').submit({ full_name: newName });
const renamed = await self.refresh();
assert.equal(renamed.data.full_name, newName);
// A state is put back as it was read, with its ETag: ketting sends what it knows of the resource.
const stale = { headers: { 'if-match': me.headers.get('etag') ?? '' }, data: { full_name: 'Overwritten' } };
await assert.rejects(self.patch(stale), (error) => error instanceof Problem && error.status === 412);
await assert.rejects(me.action('edit').submit({ full_name: '' }), (error) => {
  assert.ok(error instanceof Problem);
  assert.equal(error.body.errors[0].pointer, '/full_name');
  return true;
});

// The list embeds its users: each is a resource of its own, and its own links come with its own representation.
const adminTokens = await entry.action('users:login').submit(admin);
const entryOfAdmin = startAs(adminTokens.data.access_token).go('/');
const found = await entryOfAdmin.follow('users:list', { q: email });
const list = await found.get();
const [user] = list.followAll('item');
assert.ok(user);
assert.equal((await user.get()).data.full_name, newName);
const whole = await user.refresh();
assert.ok(whole.hasAction('users:suspend'));

const everyone = await entryOfAdmin.follow('users:list', { limit: '1' });
const first = await everyone.get();
const second = await first.follow('next').get();
assert.notEqual(second.getEmbedded()[0]?.uri, first.getEmbedded()[0]?.uri);
