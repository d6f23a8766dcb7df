import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { type People, people } from '../support/http-people.ts';
import { type GoodRequest, goodRequests } from '../support/http-requests.ts';

/**
 * Every way in which a body can be wrong, for every operation that takes one. The operations and their fields come from
 * the API document, so that a new one is here by itself; what has to come out is written by hand.
 */
interface Field {
  readonly type: 'string' | 'integer' | 'array' | 'object';
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
}
type Fields = Record<string, Field>;

/** Text that may as well say nothing. */
const mayBeEmpty = new Set(['description']);

const wrongTypes = {
  string: [null, 1, true, [], ['a'], {}],
  integer: [null, 1.5, -1, 1e15, '1', true, [], {}],
  array: [null, 1, true, 'a', {}],
  object: [null, 1, true, 'a', [], ['a']],
} as const;

const { contract } = await httpFixture();
// A token request is a form, and OAuth says what is wrong with it: it has tests of its own.
const places = contract.places.filter(({ operation }) => operation.requestBody?.content['application/json']);

let on: HttpFixture;
let who: People;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
});

it('is about the operations that are known to take a body', () => {
  expect(places.map(({ operation }) => operation.operationId).sort()).toEqual([
    'acceptInvitation',
    'changePassword',
    'confirmEmailChange',
    'createClient',
    'createRole',
    'createUser',
    'introspectToken',
    'logIn',
    'logOut',
    'reactivateUser',
    'refreshSession',
    'register',
    'replaceMe',
    'replaceUser',
    'requestEmailChange',
    'requestPasswordReset',
    'resendVerification',
    'resetPassword',
    'restoreUser',
    'revertEmailChange',
    'rotateClient',
    'setUserRoles',
    'softDeleteUsers',
    'suspendUser',
    'updateMe',
    'updateRole',
    'updateUser',
    'verifyEmail',
  ]);
});

describe.each(places)('$method $path', ({ method, operation }) => {
  const fields = fieldsOf(operation.requestBody?.content['application/json']?.schema);
  let good: GoodRequest;
  let json: Record<string, unknown>;

  beforeAll(async () => {
    good = (await goodRequests[operation.operationId]?.(on, who)) ?? { target: '' };
    json = { ...Object(good.json) };
  });

  const sendJson = (value: unknown) => on.send(method, good.target, { ...good, json: value });
  const sendText = (body: string, headers: Record<string, string>) => {
    const { json: _, ...rest } = good;
    return on.send(method, good.target, { ...rest, body, headers });
  };

  it.each(['', '{', '{"a":1', "{'a':1}", 'undefined', '{"a":1}}', '\u0000'])(
    'malformed JSON %j → 400',
    async (body) => {
      const answer = await sendText(body, { 'content-type': 'application/json' });
      expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_json' } });
    },
  );

  it.each(['\xff', '\xc3(', '\xed\xa0\x80'])('JSON with the bytes %j, which are not UTF-8 → 400', async (bytes) => {
    const { json: _, ...rest } = good;
    const headers = { 'content-type': 'application/json' };
    const answer = await on.send(method, good.target, {
      ...rest,
      body: Buffer.from(`{"email":"${bytes}"}`, 'latin1'),
      headers,
    });
    expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_json' } });
  });

  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/problem+json',
    'json',
    'text/json',
  ])('media type %s → 415', async (type) => {
    const answer = await sendText('{}', { 'content-type': type });
    expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
  });

  // Read as if it were not, packed JSON would be told to be malformed, which helps nobody.
  it.each(['gzip', 'br', 'gzip, identity', 'zstd'])('a body in coding %s → 415', async (coding) => {
    const answer = await sendText('{}', { 'content-type': 'application/json', 'content-encoding': coding });
    expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
  });

  it('no media type → 415', async () => {
    const request = new Request(`http://localhost${good.target}`, {
      method,
      body: new Blob(['{}']),
      headers: good.token === undefined ? {} : { authorization: `Bearer ${good.token}` },
    });
    expect(request.headers.has('content-type')).toBe(false);
    expect((await on.app.request(request)).status).toBe(415);
  });

  it.each([[[]], [null], ['text'], [1], [true], [[{}]]])('a body that is no object: %j → 422', async (value) => {
    const answer = await sendJson(value);
    expect(pointers(answer)).toEqual({ status: 422, code: 'validation_failed', pointers: [''] });
  });

  it.each(['unknown', 'constructor', 'is_admin', 'roles', 'user_id', 'a/b~c'])(
    'unknown field %s → 422',
    async (name) => {
      const answer = await sendJson({ ...json, [name]: { isAdmin: true } });
      const pointer = `/${name.replace('~', '~0').replace('/', '~1')}`;
      expect(pointers(answer)).toEqual({ status: 422, code: 'validation_failed', pointers: [pointer] });
    },
  );

  it('__proto__ is an unknown field, and leaves no trace (Hono GHSA-v8w9-8mx6-g223)', async () => {
    const text = JSON.stringify(json).replace(
      /}$/,
      `${Object.keys(json).length ? ',' : ''}"__proto__":{"isAdmin":true}}`,
    );
    const answer = await sendText(text, { 'content-type': 'application/json' });
    expect(pointers(answer)).toEqual({ status: 422, code: 'validation_failed', pointers: ['/__proto__'] });
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
  });

  it('unknown fields are not echoed without end', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`field_${index}`, 1]));
    expect((await sendJson({ ...json, ...many })).json.errors).toHaveLength(50);
  });

  describe.each(Object.entries(fields))('%s', (name, field) => {
    const refused = { status: 422, code: 'validation_failed', pointers: [`/${name}`] };

    it.each(wrongTypes[field.type].map((value) => [value]))('of the wrong type: %j → 422', async (value) => {
      expect(pointers(await sendJson({ ...json, [name]: value }))).toEqual(refused);
    });

    if (field.type === 'string') {
      it('bounds its size, and too long → 422', async () => {
        const bound = field.maxLength ?? Math.max(0, ...(field.enum ?? []).map(({ length }) => length));
        expect(bound).toBeGreaterThan(0);
        for (const text of ['a'.repeat(bound + 1), '𝒳'.repeat(bound + 1), 'a'.repeat(60_000)]) {
          expect(pointers(await sendJson({ ...json, [name]: text }))).toEqual(refused);
        }
      });

      it(`empty → ${mayBeEmpty.has(name) ? 'is fine' : '422'}`, async () => {
        const complaints = mayBeEmpty.has(name) ? undefined : [{ pointer: `/${name}` }];
        const answer = await sendJson({ ...json, [name]: '' });
        if (complaints === undefined) expect(answer.status).toBeLessThan(300);
        else expect(answer.json.errors).toMatchObject(complaints);
      });
    }

    if (field.type === 'array') {
      it('bounds its size, and too many or too few → 422', async () => {
        const { minItems = 0, maxItems = 0 } = field;
        expect(maxItems).toBeGreaterThan(0);
        const [item] = Array.isArray(json[name]) ? json[name] : [];
        for (const count of [maxItems + 1, ...(minItems > 0 ? [0] : [])]) {
          expect(pointers(await sendJson({ ...json, [name]: Array(count).fill(item) }))).toEqual(refused);
        }
      });

      it.each([[null], [1], [true], [{}], [[]], ['No such thing!']])('of %j → 422', async (item) => {
        const answer = await sendJson({ ...json, [name]: [item] });
        expect(pointers(answer)).toEqual({ ...refused, pointers: [`/${name}/0`] });
      });
    }
  });

  it('each required field that is missing → 422', async () => {
    for (const name of Object.keys(json)) {
      const { [name]: _, ...rest } = json;
      if (!requiredOf(operation.requestBody?.content['application/json']?.schema).includes(name)) continue;
      const answer = await sendJson(rest);
      expect(answer.json.errors).toEqual([{ pointer: `/${name}`, detail: 'is required' }]);
    }
  });

  it('more than 64 KiB → 413, at exactly 64 KiB not', async () => {
    const text = (bytes: number) => JSON.stringify({ filler: 'x'.repeat(bytes - '{"filler":""}'.length) });
    const type = { 'content-type': 'application/json' };
    expect(await sendText(text(65_537), type)).toMatchObject({ status: 413, json: { code: 'body_too_large' } });
    expect((await sendText(text(65_536), type)).status).toBe(422);
    // Bytes count, not characters.
    const wide = JSON.stringify({ filler: 'é'.repeat(33_000) });
    expect((await sendText(wide, type)).status).toBe(413);
  });
});

function schemaOf(schema: object | undefined): { properties: Fields; required?: string[] } {
  const reference = /^#\/components\/schemas\/(\w+)$/.exec(String(Object(schema).$ref))?.[1];
  return contract.schemas[reference ?? ''] as unknown as { properties: Fields; required?: string[] };
}

function fieldsOf(schema: object | undefined): Fields {
  return schemaOf(schema).properties;
}

function requiredOf(schema: object | undefined): readonly string[] {
  return schemaOf(schema).required ?? [];
}

function pointers({ status, json }: Answer): object {
  const errors: { pointer: string }[] = json?.errors ?? [];
  return { status, code: json?.code, pointers: errors.map(({ pointer }) => pointer) };
}
