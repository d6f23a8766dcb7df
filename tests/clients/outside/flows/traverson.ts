import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import traverson, { type Builder, type Json } from 'traverson';
import JsonHalAdapter from 'traverson-hal';
import { admin, apiUrl, mailedToken, newcomer, newName } from './scene.js';

traverson.registerMediaType(JsonHalAdapter.mediaType, JsonHalAdapter);
const { email, password } = newcomer;

/** It says of no body what it is, unless it is told. */
const json = { 'content-type': 'application/json' };

/** A traversal from the entry point, signed in if there is a token. */
function from(token?: string) {
  const headers = token === undefined ? json : { ...json, authorization: `Bearer ${token}` };
  return traverson.from(apiUrl).jsonHal().withRequestOptions({ headers });
}

async function post(rel: string, input: object, expected: number): Promise<Json> {
  const traversal = from().follow(rel);
  const { statusCode, body } = await promisify(traversal.post.bind(traversal))(input);
  assert.equal(statusCode, expected, `${rel}: ${body}`);
  return JSON.parse(body);
}

function getResource(traversal: Builder): Promise<Json> {
  return promisify(traversal.getResource.bind(traversal))();
}

await post('users:register', newcomer, 202);
await post('users:verify-email', { token: await mailedToken(email) }, 200);
const refused = await post('users:login', { email, password: 'not the right one' }, 401);
assert.equal(refused.code, 'invalid_credentials');
const { access_token: token } = await post('users:login', { email, password }, 200);

const me = await getResource(from(token).follow('users:me'));
assert.equal(me.full_name, newcomer.full_name);
const headers = { ...json, authorization: `Bearer ${token}` };
const patch = async (): Promise<number> => {
  // Options of each step on the way; the last one changes something.
  const options = [{ headers }, { headers }, { headers: { ...headers, 'if-match': `"${me.version}"` } }];
  const traversal = from().follow('users:me', 'edit').withRequestOptions(options);
  return (await promisify(traversal.patch.bind(traversal))({ full_name: newName })).statusCode;
};
assert.equal(await patch(), 200);
assert.equal(await patch(), 412);

// Into the first of the users that the list embeds: no request of its own.
const { access_token: adminToken } = await post('users:login', admin, 200);
const list = from(adminToken).follow('users:list', 'item[0]').withTemplateParameters({ q: email });
assert.equal((await getResource(list)).full_name, newName);
