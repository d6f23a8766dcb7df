import type { ProblemRow } from './problem-row.ts';

/** Roles, and who holds them. */
export const roleProblems = {
  grant_exceeds_own: {
    status: 403,
    title: 'More than you hold yourself',
    cause: 'The roles or permissions include some that the caller does not hold.',
    remedy: 'Ask somebody who holds them.',
  },
  role_not_found: {
    status: 404,
    title: 'There is no such role',
    cause: 'No role has this name.',
    remedy: 'Read the list of roles.',
  },
  role_taken: {
    status: 409,
    title: 'The name is in use',
    cause: 'There is a role of this name already.',
    remedy: 'Choose another name, or change the role that has it.',
  },
  role_in_use: {
    status: 409,
    title: 'Users hold this role',
    cause: 'A role can be removed when nobody holds it.',
    remedy: 'List the users with this role and take it from them first.',
  },
  unknown_role: {
    status: 422,
    title: 'No such role to give',
    cause: 'One of the roles does not exist.',
    remedy: 'Read the list of roles.',
  },
} as const satisfies Record<string, ProblemRow>;
