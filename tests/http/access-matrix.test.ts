import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, type Outgoing } from '../support/http-fixture.ts';
import { freshLink, type People, people, signIn } from '../support/http-people.ts';

/**
 * Who may do what, written by hand: these cells say what was decided, not what the policy's table says. Every operation
 * of the API document has its rows here; a new one without them fails the first test.
 */
interface Row {
  readonly operation: string;
  /** Whose thing it is, where it is somebody's. */
  readonly of?: 'self' | 'another user' | 'an administrator' | 'nobody';
  readonly anonymous: number;
  readonly user: number;
  readonly admin: number;
}

const everyone = (operation: string, status: number): Row => ({
  ...{ operation, anonymous: status, user: status, admin: status },
});

const rows: readonly Row[] = [
  everyone('getEntryPoint', 200),
  everyone('register', 202),
  everyone('resendVerification', 202),
  everyone('openVerificationLink', 200),
  everyone('verifyEmail', 200),
  everyone('logIn', 200),
  everyone('refreshSession', 200),
  { operation: 'logOut', anonymous: 401, user: 204, admin: 204 },

  { operation: 'listUsers', anonymous: 401, user: 403, admin: 200 },
  { operation: 'getMe', anonymous: 401, user: 200, admin: 200 },
  { operation: 'updateMe', anonymous: 401, user: 200, admin: 200 },
  { operation: 'getUser', of: 'self', anonymous: 401, user: 200, admin: 200 },
  { operation: 'getUser', of: 'another user', anonymous: 401, user: 404, admin: 200 },
  { operation: 'getUser', of: 'an administrator', anonymous: 401, user: 404, admin: 200 },
  { operation: 'getUser', of: 'nobody', anonymous: 401, user: 404, admin: 404 },
  { operation: 'updateUser', of: 'self', anonymous: 401, user: 200, admin: 200 },
  { operation: 'updateUser', of: 'another user', anonymous: 401, user: 404, admin: 200 },
  { operation: 'updateUser', of: 'an administrator', anonymous: 401, user: 404, admin: 200 },
  { operation: 'updateUser', of: 'nobody', anonymous: 401, user: 404, admin: 404 },

  everyone('getJwks', 200),
  everyone('getOpenApi', 200),
  everyone('getAsyncApi', 200),
  everyone('getReference', 200),
  everyone('explainProblem', 200),
  everyone('explainRelation', 200),
  everyone('getLiveness', 200),
  everyone('getReadiness', 200),
  everyone('getMetrics', 200),
];

type Caller = 'anonymous' | 'user' | 'admin';
const callers: readonly Caller[] = ['anonymous', 'user', 'admin'];

let on: HttpFixture;
let who: People;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
});

it('has expectations for every operation of the API document, and for no other', async () => {
  const operations = on.contract.places.map(({ operation }) => operation.operationId);
  expect([...new Set(rows.map(({ operation }) => operation))].sort()).toEqual(operations.sort());
});

describe.each(callers)('%s', (caller) => {
  const cells = rows.map((row) => ({ ...row, expected: row[caller], of: row.of ?? '' }));
  it.each(cells)('$operation $of → $expected', async ({ operation, of, expected }) => {
    const found = on.contract.places.find((place) => place.operation.operationId === operation);
    const self = caller === 'admin' ? who.admin : who.ada;
    const { path = found?.path ?? '', ...request } = await requestFor(operation, subjectOf(of, self));
    const token = caller === 'anonymous' ? undefined : (await signIn(on, self)).accessToken;
    const answer = await on.send(found?.method ?? '', path, { token, ...request });
    expect(answer.status).toBe(expected);
  });
});

function subjectOf(of: string, self: { id: string }): string {
  if (of === 'self') return self.id;
  if (of === 'another user') return who.grace.id;
  return of === 'an administrator' ? who.admin.id : '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44';
}

/** The least that the operation needs; without one of these rows: its path and nothing else. */
async function requestFor(operation: string, id: string): Promise<Outgoing & { path?: string }> {
  const { ada } = who;
  switch (operation) {
    case 'register':
      return { json: { email: 'new@example.org', full_name: 'New', password: ada.password } };
    case 'resendVerification':
      return { json: { email: ada.email } };
    case 'openVerificationLink':
      return { path: `/auth/verify-email?token=${await linkForSomeone()}` };
    case 'verifyEmail':
      return { json: { token: await linkForSomeone() } };
    case 'logIn':
      return { json: { email: ada.email, password: ada.password } };
    case 'refreshSession':
      return { json: { refresh_token: (await signIn(on, ada)).refreshToken } };
    case 'getUser':
      return { path: `/users/${id}` };
    case 'updateUser':
      return { path: `/users/${id}`, json: { locale: 'es' } };
    case 'updateMe':
      return { json: { locale: 'es' } };
    case 'explainProblem':
      return { path: '/problems/forbidden' };
    case 'explainRelation':
      return { path: '/rels/login' };
    default:
      return {};
  }
}

let strangers = 0;

function linkForSomeone(): Promise<string> {
  strangers += 1;
  return freshLink(on, { ...who.ada, email: `someone-${strangers}@example.org` });
}
