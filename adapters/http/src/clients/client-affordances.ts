import type { Affordance } from '../affordance.ts';
import { formType } from '../form-body.ts';

/** What may be done with service clients, and by them. */
export const clientAffordances = {
  'client.issue_token': {
    rel: 'users:token',
    path: '/auth/token',
    title: 'Get an access token as a service client',
    form: { method: 'POST', contentType: formType, fields: ['grant_type', 'client_id', 'client_secret', 'scope'] },
  },
  'client.list': { rel: 'users:client-list', path: '/clients', title: 'Service clients' },
  'client.create': {
    rel: 'users:create-client',
    path: '/clients',
    title: 'Make a service client',
    form: { method: 'POST', fields: ['client_name', 'description', 'permissions'] },
  },
  'client.read': { rel: 'self', path: '/clients/{uuid}', title: 'Service client' },
  'client.rotate': {
    rel: 'users:rotate-client',
    path: '/clients/{uuid}/rotate',
    title: 'Replace the secret',
    form: { method: 'POST', fields: ['grace_seconds'] },
  },
  'client.revoke': {
    rel: 'users:revoke-client',
    path: '/clients/{uuid}',
    title: 'End the service client for good',
    form: { method: 'DELETE', fields: [] },
  },
} as const satisfies Record<string, Affordance>;
