import { integer, oneOf, url } from './fields.ts';
import type { Variable } from './variable.ts';

function page(meaning: string, path: string) {
  return { schema: url('http:', 'https:'), meaning, fallback: `${path} under PUBLIC_URL` } as const;
}

/** What an account may do, how long its links live, and the pages that they lead to. */
export const accountVariables = {
  REGISTRATION: {
    schema: oneOf('open', 'invite', 'closed'),
    meaning: 'Who may make an account: anyone, the invited, nobody.',
    fallback: 'open',
  },
  PASSWORD_MIN_LENGTH: { schema: integer(8, 128), meaning: 'Characters a new password needs.', fallback: '15' },
  VERIFICATION_TTL_HOURS: { schema: integer(1, 168), meaning: 'Life of a verification link.', fallback: '24' },
  INVITATION_TTL_DAYS: { schema: integer(1, 30), meaning: 'Life of an invitation.', fallback: '7' },
  PASSWORD_RESET_TTL_MINUTES: {
    schema: integer(5, 1440),
    meaning: 'Life of a link that replaces a forgotten password.',
    fallback: '30',
  },
  EMAIL_CHANGE_TTL_HOURS: {
    schema: integer(1, 168),
    meaning: 'Life of the link that confirms a new e-mail address.',
    fallback: '24',
  },
  EMAIL_REVERSAL_TTL_DAYS: {
    schema: integer(1, 90),
    meaning: 'How long the old address can take the account back; nobody else gets it until then.',
    fallback: '7',
  },
  PENDING_ACCOUNT_DAYS: {
    schema: integer(1, 365),
    meaning: 'An account that nobody verifies is erased so long after its last change, but never under a living link.',
    fallback: '7',
  },
  SOFT_DELETE_RETENTION_DAYS: {
    schema: integer(1, 3650),
    meaning: 'How long a soft-deleted account can be restored; then it is erased.',
    fallback: '30',
  },
  VERIFY_EMAIL_PAGE: page(
    'Page of a front end that verification links lead to; ?token=… is added.',
    '/auth/verify-email',
  ),
  ACCEPT_INVITATION_PAGE: page('The same for invitations.', '/auth/accept-invitation'),
  RESET_PASSWORD_PAGE: page('The same for forgotten passwords.', '/auth/reset-password'),
  CONFIRM_EMAIL_CHANGE_PAGE: page('The same for new e-mail addresses.', '/auth/confirm-email-change'),
  REVERT_EMAIL_CHANGE_PAGE: page('The same for taking an account back.', '/auth/revert-email-change'),
  LOG_IN_PAGE: {
    schema: url('http:', 'https:'),
    meaning: 'Where people log in; mails lead there.',
    fallback: 'mails name no page to log in',
  },
} as const satisfies Record<string, Variable>;
