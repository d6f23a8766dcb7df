import * as application from '@users/application';
import * as domain from '@users/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Place } from '../support/api-contract.ts';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { type People, people } from '../support/http-people.ts';
import { type GoodRequest, goodRequests } from '../support/http-requests.ts';

/**
 * Every operation of the API document with every status and code that it documents, each answer held against the
 * document: nothing is promised that cannot come, and each promise has the documented shape. That nothing else comes,
 * every other test sees to, because the fixture refuses answers that are not documented.
 */
const { contract } = await httpFixture();
const { places } = contract;

/** Answers with what is in memory: there is nothing in them that could fail. */
const infallible = new Set([
  ...[
    'getLiveness',
    'getOpenApi',
    'getAsyncApi',
    'getReference',
    'getConsole',
    'getReadingReference',
    'explainProblem',
    'explainRelation',
  ],
  'getEntryPoint',
]);

/** What everything that a route calls throws at the moment. */
let failure: Error = new Error();
const fail = async () => {
  throw failure;
};
const broken = { execute: fail };

/** One of each error that a use-case can throw, by its code. */
const errors = new Map<string, domain.DomainError>();
for (const exported of Object.values({ ...domain, ...application })) {
  if (typeof exported !== 'function' || !(exported.prototype instanceof domain.DomainError)) continue;
  const error: domain.DomainError = Reflect.construct(exported, ['text']);
  errors.set(error.code, error);
}

let fixture: HttpFixture;
let failing: HttpFixture;
let who: People;

beforeAll(async () => {
  fixture = await httpFixture();
  who = await people(fixture);
  failing = await httpFixture({
    changed: {
      ...{ registerUser: broken, resendVerification: broken, previewVerification: broken, verifyEmail: broken },
      ...{ logIn: broken, refreshSession: broken, logOut: broken },
      ...{ requestPasswordReset: broken, resetPassword: broken, acceptInvitation: broken, previewLink: broken },
      ...{ changePassword: broken, requestEmailChange: broken, confirmEmailChange: broken, revertEmailChange: broken },
      ...{ cancelEmailChange: broken, voidEmailUndo: broken },
      ...{ introspectToken: broken, listSessions: broken, endSession: broken, endSessions: broken },
      ...{ listUsers: broken, getUser: broken, updateUser: broken, createUser: broken, deleteUser: broken },
      ...{ softDeleteUsers: broken, restoreUser: broken, suspendUser: broken, reactivateUser: broken },
      ...{ getUserRoles: broken, setUserRoles: broken, listRoles: broken, getRole: broken },
      ...{ createRole: broken, updateRole: broken, deleteRole: broken, readEvents: broken },
      ...{ listClients: broken, getClient: broken, createClient: broken, rotateClientSecret: broken },
      ...{ revokeClient: broken, issueClientToken: broken },
      ...{ jwks: fail, ready: fail },
      // Who calls is known, unless that is what cannot be found out.
      authenticate: {
        execute: (input) =>
          failure instanceof application.DependencyUnavailable ? fail() : fixture.authenticate.execute(input),
      },
    },
  });
});

it('has a good request for every operation, and for no other', () => {
  expect(Object.keys(goodRequests).sort()).toEqual(places.map(({ operation }) => operation.operationId).sort());
});

describe.each(places)('$method $path', (place) => {
  const { operationId, responses } = place.operation;
  let good: GoodRequest;

  beforeAll(async () => {
    good = (await goodRequests[operationId]?.(fixture, who)) ?? { target: '' };
  });

  it('refuses as documented', async () => {
    const documented = Object.entries(responses).flatMap(([status, { content }]) =>
      ['application/problem+json', 'application/json'].flatMap((type) =>
        Object.keys(content?.[type]?.examples ?? {}).map((code) => ({ code, status })),
      ),
    );
    for (const { code, status } of documented) {
      if (code === 'internal_error' && infallible.has(operationId)) continue;
      const answer = await provoke(code, place, good);
      expect({ code: answer.json?.code, status: String(answer.status) }, `${operationId}: ${code}`).toEqual({
        code,
        status,
      });
    }
  });

  it('succeeds as documented', async () => {
    const answer = await fixture.send(place.method, good.target, good);
    expect(Object.keys(responses).filter((status) => status < '300')).toContain(String(answer.status));
  });
});

/** Sends what makes the operation answer with this code. */
async function provoke(code: string, place: Place, good: GoodRequest): Promise<Answer> {
  const { json, ...bodiless } = good;
  const send = (request: Partial<GoodRequest>) =>
    fixture.send(place.method, request.target ?? good.target, { ...good, ...request });
  const sendText = (body: string, type: string) =>
    fixture.send(place.method, good.target, { ...bodiless, body, headers: { ...good.headers, 'content-type': type } });
  switch (code) {
    case 'malformed_json':
      return sendText('{"', 'application/json');
    case 'unsupported_media_type':
      return sendText('hello', 'text/plain');
    case 'body_too_large':
      return send({ json: { filler: 'x'.repeat(70_000) } });
    case 'malformed_if_match':
      return send({ headers: { 'if-match': '2' } });
    case 'malformed_idempotency_key':
      return send({ headers: { 'idempotency-key': 'not one key' } });
    case 'not_found':
      return send({ target: good.target.replace(/\/\w+$/, '/unheard-of') });
    case 'validation_failed':
      return send(invalid(place, json));
    case 'foreign_origin': {
      const { refresh_token: _, ...rest } = Object(json);
      return send({ json: { ...rest, session: 'cookie' }, headers: { origin: 'https://evil.example.com' } });
    }
    case 'invalid_request':
      return send({ body: 'scope=users:read' });
    case 'unsupported_grant_type':
      return send({ body: 'grant_type=password' });
    case 'not_authenticated':
      return fixture.send(place.method, good.target, {
        ...(place.operation.requestBody && { json: {} }),
        headers: { ...good.headers, authorization: 'Bearer' },
      });
    default:
      failure = code === 'internal_error' ? new Error('a secret') : (errors.get(code) ?? new Error(code));
      return failing.send(place.method, good.target, good);
  }
}

function invalid({ operation, path }: Place, json: unknown): Partial<GoodRequest> {
  if (operation.requestBody) return { json: { ...Object(json), unknown: true } };
  if (path.includes('{uuid}')) return { target: path.replace('{uuid}', '1').replace('{sid}', '1') };
  if (path.includes('{name}')) return { target: '/roles/Not%20a%20name' };
  return { target: `${path}?token=&limit=0` };
}
