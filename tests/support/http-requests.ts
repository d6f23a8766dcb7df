import type { HttpFixture, Outgoing } from './http-fixture.ts';
import { freshLink, type People, stranger } from './http-people.ts';

/** A request that its operation answers with success. */
export interface GoodRequest extends Outgoing {
  readonly target: string;
}

type Maker = (on: HttpFixture, who: People) => GoodRequest | Promise<GoodRequest>;

/** One for each operation: a new operation without a row fails the tests that go over all of them. */
export const goodRequests: Readonly<Record<string, Maker>> = {
  getEntryPoint: (_, { ada }) => ({ target: '/', token: ada.accessToken }),
  register: () => ({
    target: '/auth/register',
    json: { email: stranger.email, full_name: stranger.fullName, locale: 'en', password: stranger.password },
  }),
  resendVerification: (_, { ada }) => ({ target: '/auth/resend-verification', json: { email: ada.email } }),
  openVerificationLink: async (on) => ({
    target: `/auth/verify-email?token=${await freshLink(on)}`,
    headers: { accept: 'application/json' },
  }),
  verifyEmail: async (on) => ({ target: '/auth/verify-email', json: { token: await freshLink(on) } }),
  logIn: (_, { ada }) => ({ target: '/auth/login', json: { email: ada.email, password: ada.password } }),
  refreshSession: (_, { ada }) => ({ target: '/auth/refresh', json: { refresh_token: ada.refreshToken } }),
  logOut: (_, { grace }) => ({ target: '/auth/logout', json: { refresh_token: grace.refreshToken } }),
  listUsers: (_, { admin }) => ({ target: '/users', token: admin.accessToken }),
  getMe: (_, { ada }) => ({ target: '/users/me', token: ada.accessToken }),
  updateMe: (_, { ada }) => ({ target: '/users/me', token: ada.accessToken, json: { full_name: 'Ada King' } }),
  getUser: (_, { ada }) => ({ target: `/users/${ada.id}`, token: ada.accessToken }),
  updateUser: (_, { ada }) => ({ target: `/users/${ada.id}`, token: ada.accessToken, json: { locale: 'es-MX' } }),
  getJwks: () => ({ target: '/.well-known/jwks.json' }),
  getOpenApi: () => ({ target: '/openapi.json' }),
  getAsyncApi: () => ({ target: '/asyncapi.json' }),
  getReference: () => ({ target: '/docs' }),
  explainProblem: () => ({ target: '/problems/forbidden' }),
  explainRelation: () => ({ target: '/rels/login' }),
  getLiveness: () => ({ target: '/livez' }),
  getReadiness: () => ({ target: '/readyz' }),
  getMetrics: () => ({ target: '/metrics' }),
};
