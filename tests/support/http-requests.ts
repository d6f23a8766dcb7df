import type { HttpFixture, Outgoing } from './http-fixture.ts';
import { emailChangeLink, invitation, resetLink, reversalLink } from './http-links.ts';
import { customRole, freshEmail, freshLink, newcomer, type People, signIn, stranger } from './http-people.ts';
import { createdClient } from './service-clients.ts';

const formType = 'application/x-www-form-urlencoded';

/** A request that its operation answers with success. */
export interface GoodRequest extends Outgoing {
  readonly target: string;
}

const asJson = { headers: { accept: 'application/json' } };

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
    target: `/auth/verify-email?token=${await freshLink(on, { ...stranger, email: freshEmail() })}`,
    ...asJson,
  }),
  verifyEmail: async (on) => ({
    target: '/auth/verify-email',
    json: { token: await freshLink(on, { ...stranger, email: freshEmail() }) },
  }),
  requestPasswordReset: (_, { ada }) => ({ target: '/auth/request-password-reset', json: { email: ada.email } }),
  openResetLink: async (on) => ({
    target: `/auth/reset-password?token=${await resetLink(on, (await newcomer(on)).email)}`,
    ...asJson,
  }),
  resetPassword: async (on) => {
    const { email, password } = await newcomer(on);
    return { target: '/auth/reset-password', json: { token: await resetLink(on, email), password } };
  },
  openInvitation: async (on, { admin }) => ({
    target: `/auth/accept-invitation?token=${(await invitation(on, admin)).token}`,
    ...asJson,
  }),
  acceptInvitation: async (on, { admin, ada }) => ({
    target: '/auth/accept-invitation',
    json: { token: (await invitation(on, admin)).token, password: ada.password },
  }),
  changePassword: async (on) => {
    const { accessToken, password } = await newcomer(on);
    const json = { current_password: password, new_password: `${password}, again` };
    return { target: '/auth/change-password', token: accessToken, json };
  },
  requestEmailChange: async (on) => {
    const { id, accessToken, password } = await newcomer(on);
    const json = { email: freshEmail(), current_password: password };
    return { target: `/users/${id}/email-change`, token: accessToken, json };
  },
  cancelEmailChange: async (on) => {
    const moving = await newcomer(on);
    await emailChangeLink(on, moving);
    return { target: `/users/${moving.id}/email-change`, token: moving.accessToken };
  },
  voidEmailUndo: async (on, { admin }) => {
    const moved = await newcomer(on);
    await reversalLink(on, moved);
    return { target: `/users/${moved.id}/email-undo`, token: admin.accessToken };
  },
  openEmailChangeLink: async (on) => ({
    target: `/auth/confirm-email-change?token=${await emailChangeLink(on, await newcomer(on))}`,
    ...asJson,
  }),
  confirmEmailChange: async (on) => ({
    target: '/auth/confirm-email-change',
    json: { token: await emailChangeLink(on, await newcomer(on)) },
  }),
  openReversalLink: async (on) => ({
    target: `/auth/revert-email-change?token=${await reversalLink(on, await newcomer(on))}`,
    ...asJson,
  }),
  revertEmailChange: async (on) => ({
    target: '/auth/revert-email-change',
    json: { token: await reversalLink(on, await newcomer(on)) },
  }),
  introspectToken: (_, { admin, ada }) => ({
    target: '/auth/introspect',
    token: admin.accessToken,
    json: { token: ada.accessToken },
  }),
  logIn: (_, { ada }) => ({ target: '/auth/login', json: { email: ada.email, password: ada.password } }),
  refreshSession: (_, { ada }) => ({ target: '/auth/refresh', json: { refresh_token: ada.refreshToken } }),
  logOut: (_, { grace }) => ({ target: '/auth/logout', json: { refresh_token: grace.refreshToken } }),
  listUsers: (_, { admin }) => ({ target: '/users', token: admin.accessToken }),
  getMe: (_, { ada }) => ({ target: '/users/me', token: ada.accessToken }),
  updateMe: (_, { ada }) => ({ target: '/users/me', token: ada.accessToken, json: { full_name: 'Ada King' } }),
  getUser: (_, { ada }) => ({ target: `/users/${ada.id}`, token: ada.accessToken }),
  updateUser: (_, { ada }) => ({ target: `/users/${ada.id}`, token: ada.accessToken, json: { locale: 'es-MX' } }),
  replaceMe: (_, { ada }) => ({
    target: '/users/me',
    token: ada.accessToken,
    json: { full_name: 'Ada King', locale: 'en', metadata: {} },
  }),
  replaceUser: (_, { admin, grace }) => ({
    target: `/users/${grace.id}`,
    token: admin.accessToken,
    json: { full_name: 'Grace Murray', locale: 'es', metadata: { rank: 'rear admiral' } },
  }),
  createUser: (_, { admin }) => ({
    target: '/users',
    token: admin.accessToken,
    json: { email: freshEmail(), full_name: 'New', locale: 'en', metadata: { plan: 'team' }, roles: ['user'] },
  }),
  deleteMe: async (on) => ({ target: '/users/me', token: (await newcomer(on)).accessToken }),
  deleteUser: async (on, { admin }) => ({ target: `/users/${(await newcomer(on)).id}`, token: admin.accessToken }),
  softDeleteUsers: async (on, { admin }) => ({
    target: '/users/soft_delete',
    token: admin.accessToken,
    json: { ids: [(await newcomer(on)).id] },
  }),
  suspendUser: async (on, { admin }) => ({
    target: `/users/${(await newcomer(on)).id}/suspend`,
    token: admin.accessToken,
    json: { reason: 'Asked for by its owner.' },
  }),
  reactivateUser: async (on, { admin }) => {
    const { id } = await newcomer(on);
    on.alter(id, () => ({ status: 'suspended', suspensionReason: 'Spam.' }));
    return { target: `/users/${id}/reactivate`, token: admin.accessToken };
  },
  restoreUser: async (on, { admin }) => {
    const { id } = await newcomer(on);
    on.alter(id, () => ({ status: 'deleted', deletedAt: on.clock.now() }));
    return { target: `/users/${id}/restore`, token: admin.accessToken };
  },
  listSessions: (_, { ada }) => ({ target: `/users/${ada.id}/sessions`, token: ada.accessToken }),
  endSessions: async (on) => {
    const { id, accessToken } = await newcomer(on);
    return { target: `/users/${id}/sessions`, token: accessToken };
  },
  endSession: async (on) => {
    const { accessToken: token, ...person } = await newcomer(on);
    const { accessToken } = await signIn(on, person);
    const actor = await on.bearer(accessToken);
    return { target: `/users/${person.id}/sessions/${actor.kind === 'user' ? actor.sessionId : ''}`, token };
  },
  getUserRoles: (_, { ada }) => ({ target: `/users/${ada.id}/roles`, token: ada.accessToken }),
  setUserRoles: async (on, { admin }) => ({
    target: `/users/${(await newcomer(on)).id}/roles`,
    token: admin.accessToken,
    json: { roles: ['user'] },
  }),
  listRoles: (_, { admin }) => ({ target: '/roles', token: admin.accessToken }),
  createRole: (_, { admin }) => ({
    target: '/roles',
    token: admin.accessToken,
    json: { name: 'auditor', description: 'Reads.', permissions: ['users:read'] },
  }),
  getRole: (_, { admin }) => ({ target: '/roles/admin', token: admin.accessToken }),
  updateRole: async (on, { admin }) => ({
    target: `/roles/${await customRole(on, admin, [])}`,
    token: admin.accessToken,
    json: { description: 'Reads.', permissions: ['users:read'] },
  }),
  deleteRole: async (on, { admin }) => ({
    target: `/roles/${await customRole(on, admin, [])}`,
    token: admin.accessToken,
  }),
  readEvents: (_, { admin }) => ({ target: '/events?limit=2', token: admin.accessToken }),
  issueClientToken: (_, { client }) => ({
    target: '/auth/token',
    body: 'grant_type=client_credentials&scope=users%3Aread',
    headers: { 'content-type': formType, authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
  }),
  listClients: (_, { admin }) => ({ target: '/clients', token: admin.accessToken }),
  createClient: (_, { admin }) => ({
    target: '/clients',
    token: admin.accessToken,
    json: { name: 'billing', description: 'Writes invoices.', permissions: ['users:read'] },
  }),
  getClient: (_, { admin, client }) => ({ target: `/clients/${client.id}`, token: admin.accessToken }),
  rotateClient: async (on, { admin }) => ({
    target: `/clients/${(await createdClient(on, ['users:read'])).id}/rotate`,
    token: admin.accessToken,
    json: { grace_seconds: 60 },
  }),
  revokeClient: async (on, { admin }) => ({
    target: `/clients/${(await createdClient(on, ['users:read'])).id}`,
    token: admin.accessToken,
  }),
  getJwks: () => ({ target: '/.well-known/jwks.json' }),
  getOpenApi: () => ({ target: '/openapi.json' }),
  getAsyncApi: () => ({ target: '/asyncapi.json' }),
  getReference: () => ({ target: '/docs' }),
  getConsole: () => ({ target: '/console' }),
  getReadingReference: () => ({ target: '/redoc' }),
  explainProblem: () => ({ target: '/problems/forbidden' }),
  explainRelation: () => ({ target: '/rels/login' }),
  getLiveness: () => ({ target: '/livez' }),
  getReadiness: () => ({ target: '/readyz' }),
};
