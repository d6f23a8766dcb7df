import type { Action } from '@users/domain';
import type { Affordance } from './affordance.ts';
import { clientAffordances } from './clients/client-affordances.ts';
import { roleAffordances } from './roles/role-affordances.ts';
import { userAffordances } from './users/user-affordances.ts';

export const curiePrefix = 'users:';

/** One row for each action of the policy: links and templates are made from nothing else. */
export const affordanceTable: Readonly<Record<Action, Affordance>> = {
  'root.read': { rel: 'index', path: '/', title: 'Entry point' },
  'account.register': {
    rel: 'users:register',
    path: '/auth/register',
    title: 'Make an account',
    form: { method: 'POST', fields: ['email', 'full_name', 'locale', 'new_password'] },
  },
  'account.verify_email': {
    rel: 'users:verify-email',
    path: '/auth/verify-email',
    title: 'Follow the link of a verification mail',
    form: { method: 'POST', fields: ['link_token', 'chosen_password'] },
  },
  'account.resend_verification': {
    rel: 'users:resend-verification',
    path: '/auth/resend-verification',
    title: 'Ask for another verification mail',
    form: { method: 'POST', fields: ['email'] },
  },
  'account.request_password_reset': {
    rel: 'users:request-password-reset',
    path: '/auth/request-password-reset',
    title: 'Ask for a mail that sets a new password',
    form: { method: 'POST', fields: ['email'] },
  },
  'account.reset_password': {
    rel: 'users:reset-password',
    path: '/auth/reset-password',
    title: 'Follow the link of a reset mail',
    form: { method: 'POST', fields: ['link_token', 'new_password'] },
  },
  'account.accept_invitation': {
    rel: 'users:accept-invitation',
    path: '/auth/accept-invitation',
    title: 'Follow the link of an invitation',
    form: { method: 'POST', fields: ['link_token', 'new_password'] },
  },
  'account.confirm_email_change': {
    rel: 'users:confirm-email-change',
    path: '/auth/confirm-email-change',
    title: 'Follow the link in the mail to a new address',
    form: { method: 'POST', fields: ['link_token'] },
  },
  'account.revert_email_change': {
    rel: 'users:revert-email-change',
    path: '/auth/revert-email-change',
    title: 'Follow the link in the mail to an old address, which takes the account back',
    form: { method: 'POST', fields: ['link_token'] },
  },
  'account.change_password': {
    rel: 'users:change-password',
    path: '/auth/change-password',
    title: 'Change my password',
    form: { method: 'POST', fields: ['current_password', 'replacing_password', 'session'] },
  },
  'session.log_in': {
    rel: 'users:login',
    path: '/auth/login',
    title: 'Log in',
    form: { method: 'POST', fields: ['email', 'password', 'session'] },
  },
  'session.refresh': {
    rel: 'users:refresh',
    path: '/auth/refresh',
    title: 'Exchange the refresh token for new tokens',
    form: { method: 'POST', fields: ['optional_refresh_token', 'session'] },
  },
  'session.log_out': {
    rel: 'users:logout',
    path: '/auth/logout',
    title: 'Log out',
    form: { method: 'POST', fields: ['optional_refresh_token', 'session'] },
  },
  'session.introspect': {
    rel: 'users:introspect',
    path: '/auth/introspect',
    title: 'Ask whether an access token is good',
    form: { method: 'POST', fields: ['access_token'] },
  },
  'user.list': {
    rel: 'users:list',
    path: '/users{?limit,cursor,sort,q,status,role,verified,created_after,created_before,include_total}',
    title: 'Users',
    form: {
      method: 'GET',
      fields: [
        ...['search_text', 'in_status', 'with_role', 'verified', 'created_after', 'created_before', 'sort', 'limit'],
        'include_total',
      ] as const,
    },
  },
  'event.read': {
    rel: 'users:event-log',
    path: '/events{?after,limit,types,subject,wait}',
    title: 'Events',
  },
  ...userAffordances,
  ...roleAffordances,
  ...clientAffordances,
};

/** How a page goes on whose refresh token is in the cookie. */
export const cookieRefresh: Affordance = {
  ...affordanceTable['session.refresh'],
  form: { method: 'POST', fields: ['cookie_session'] },
};
export const cookieLogOut: Affordance = {
  ...affordanceTable['session.log_out'],
  form: { method: 'POST', fields: ['cookie_session'] },
};

/** Signed-in callers are offered themselves under this name. */
export const ownProfile: Affordance = { rel: 'users:me', path: '/users/me', title: 'My account' };

/** Whoever may end the sessions of a user may end one of them. */
export const oneSession: Affordance = {
  rel: 'users:end-session',
  path: '/users/{uuid}/sessions/{sid}',
  title: 'End this session',
  form: { method: 'DELETE', fields: [] },
};
