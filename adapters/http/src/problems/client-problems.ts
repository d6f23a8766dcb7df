import type { ProblemRow } from './problem-row.ts';

/** Service clients, and what they get their tokens for. */
export const clientProblems = {
  invalid_client: {
    status: 401,
    title: 'The client is not admitted',
    cause: 'The client sent no credentials, is unknown or revoked, or its secret is wrong or has been replaced.',
    remedy: 'Send id and secret by HTTP Basic or in the body. If the secret is lost, have it rotated.',
    oauth: true,
  },
  invalid_scope: {
    status: 400,
    title: 'More than the client is granted',
    cause: 'The scope is not a list of permissions, separated by single spaces, that this client is granted.',
    remedy: 'Ask for less, or leave `scope` out: the token then allows all that is granted.',
    oauth: true,
  },
  client_not_found: {
    status: 404,
    title: 'There is no such service client',
    cause: 'No service client has this id.',
    remedy: 'Read the list of service clients.',
  },
} as const satisfies Record<string, ProblemRow>;
