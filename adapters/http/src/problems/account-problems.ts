import type { ProblemRow } from './problem-row.ts';

/** Who calls, and what that lets them do. */
export const signInProblems = {
  not_authenticated: {
    status: 401,
    title: 'Log in first',
    cause: 'There is no access token, or it has expired, its session has ended, or it is not one of ours.',
    remedy: 'Refresh the token, or log in, and send it as Authorization: Bearer.',
  },
  invalid_credentials: {
    status: 401,
    title: 'Address and password do not log in',
    cause: 'There is no account with this address and password, or nobody has verified the address yet.',
    remedy:
      'Check both. After a registration, follow the link in the mail, or ask for another one. The answer is the same whichever it is, so that it tells nobody whether an address is known.',
    offers: ['account.resend_verification'],
  },
  invalid_refresh_token: {
    status: 401,
    title: 'The refresh token is not valid',
    cause: 'It is unknown, expired, was used before, or its session has ended.',
    remedy: 'Log in again. Each refresh token works once: keep the newest.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    cause:
      'The caller, or the scope of the token, lacks a permission; or the other account has permissions that the caller lacks.',
    remedy: 'Only offered links work: read the resource again and see what it offers.',
  },
  account_suspended: {
    status: 403,
    title: 'The account is suspended',
    cause: 'An administrator has suspended the account.',
    remedy: 'Ask an administrator.',
  },
} as const satisfies Record<string, ProblemRow>;

/** Registration and its links. */
export const accountProblems = {
  registration_closed: {
    status: 403,
    title: 'Registration is closed',
    cause: 'This deployment makes accounts by invitation, or not at all.',
    remedy: 'Ask an administrator for an invitation.',
  },
  already_verified: {
    status: 409,
    title: 'Verified already',
    cause: 'The address was verified by another link.',
    remedy: 'Log in.',
  },
  email_taken: {
    status: 409,
    title: 'The address is in use',
    cause: 'Another account has this e-mail address.',
    remedy: 'Choose another address.',
  },
  own_email_change: {
    status: 409,
    title: 'You asked for this change',
    cause: 'The link in the mail to the old address undoes a change that this caller asked for.',
    remedy: 'Ask another administrator to void it, or wait until it ends by itself.',
  },
  link_not_authorized: {
    status: 410,
    title: 'Whoever asked for this link may no longer do so',
    cause:
      'An administrator or a service client asked for it, who was suspended, removed or lost a permission since, or whose permissions the account has outgrown. A change of address also ends when whoever asked for it gets another password or address.',
    remedy: 'Ask an administrator of the service for a new one.',
  },
  too_many_requests: {
    status: 429,
    title: 'Asked too often',
    cause: 'One caller can ask ten times an hour for a change of one account’s address, whatever the addresses.',
    remedy: 'Wait as long as Retry-After says.',
  },
  link_expired: {
    status: 410,
    title: 'The link is not valid any more',
    cause: 'The link is unknown, has expired, or was replaced.',
    remedy: 'Ask for a new one.',
  },
  invalid_email: {
    status: 422,
    title: 'The e-mail address is not valid',
    cause: 'The text is no e-mail address.',
    remedy: 'Check for typing errors.',
  },
  weak_password: {
    status: 422,
    title: 'The password is too weak',
    cause: 'It is too short or too easily guessed.',
    remedy: 'Choose a longer one; a sentence is good. No rule asks for special characters.',
  },
  wrong_password: {
    status: 422,
    title: 'The current password is wrong',
    cause: 'The password that should prove who you are is missing or not the one of the account.',
    remedy: 'Send the password that you log in with, or ask for a reset link.',
  },
  password_required: {
    status: 422,
    title: 'Choose a password',
    cause:
      'The address was registered more than once, or somebody else made the account or changed its roles: no link of it brings a password.',
    remedy: 'Send a `password` with the token.',
  },
} as const satisfies Record<string, ProblemRow>;
