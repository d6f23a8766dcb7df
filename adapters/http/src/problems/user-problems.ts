import type { ProblemRow } from './problem-row.ts';

/** Users, and lists of them. */
export const userProblems = {
  user_not_found: {
    status: 404,
    title: 'There is no such user',
    cause: 'The user does not exist, or this account may not know of it.',
    remedy: 'Check the id.',
  },
  wrong_state: {
    status: 409,
    title: 'Not in this state',
    cause: 'The account, role or service client is in a state in which this cannot be done.',
    remedy: 'Read it again: it says which state it is in, and offers what can be done.',
  },
  session_not_found: {
    status: 404,
    title: 'There is no such session',
    cause: 'This user has no session of this id.',
    remedy: 'Read the list of sessions again.',
  },
  last_admin: {
    status: 409,
    title: 'The last administrator',
    cause: 'Afterwards there would be no active administrator left.',
    remedy: 'Make another one first.',
  },
  metadata_too_large: {
    status: 422,
    title: 'The metadata is too large',
    cause: 'As JSON it would have more than 8,192 bytes afterwards.',
    remedy: 'Remove what is no longer needed: a merge patch removes what it sets to null.',
  },
  version_mismatch: {
    status: 412,
    title: 'Changed in the meantime',
    cause: 'If-Match names a version that is not the current one.',
    remedy: 'Read the resource again and repeat the change on what it is now.',
  },
  invalid_cursor: {
    status: 422,
    title: 'The cursor does not fit',
    cause: 'The cursor is not one of this list, or sort or filter were changed under way.',
    remedy: 'Start again without it, and follow the links to further pages.',
  },
  cursor_expired: {
    status: 410,
    title: 'The cursor has expired',
    cause: 'Events that follow the cursor were dropped after the retention, or the service was restored from a backup.',
    remedy: 'Start without `after`. If you keep a copy of the users, read them anew from /users first.',
  },
} as const satisfies Record<string, ProblemRow>;
