import type { Action } from '@users/domain';
import type { FormField } from './form-properties.ts';

/** How an action is offered. */
export interface Affordance {
  /** IANA's, or one of ours with a page under `/rels`. */
  readonly rel: string;
  /** A URI template (RFC 6570) where it has places to fill. */
  readonly path: string;
  readonly title: string;
  /** Absent: GET. */
  readonly form?: { readonly method: 'POST' | 'PATCH'; readonly fields: readonly FormField[] };
}

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
  'session.log_in': {
    rel: 'users:login',
    path: '/auth/login',
    title: 'Log in',
    form: { method: 'POST', fields: ['email', 'password'] },
  },
  'session.refresh': {
    rel: 'users:refresh',
    path: '/auth/refresh',
    title: 'Exchange the refresh token for new tokens',
    form: { method: 'POST', fields: ['refresh_token'] },
  },
  'session.log_out': {
    rel: 'users:logout',
    path: '/auth/logout',
    title: 'Log out',
    form: { method: 'POST', fields: ['optional_refresh_token'] },
  },
  'user.list': { rel: 'users:list', path: '/users{?limit,cursor,sort,status}', title: 'Users' },
  'user.read': { rel: 'self', path: '/users/{uuid}', title: 'User' },
  'user.update': {
    rel: 'edit',
    path: '/users/{uuid}',
    title: 'Change name or language',
    form: { method: 'PATCH', fields: ['changed_full_name', 'changed_locale'] },
  },
};

/** Signed-in callers are offered themselves under this name. */
export const ownProfile: Affordance = { rel: 'users:me', path: '/users/me', title: 'My account' };
