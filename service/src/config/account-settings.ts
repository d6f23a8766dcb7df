import type { AccountRetention } from '@users/domain';
import type { Values } from './variables.ts';

const hourSeconds = 3600;
const daySeconds = 86_400;

/** Rules of accounts, and the lives of their links. */
export function accountSettings(values: Values) {
  return {
    registration: values.REGISTRATION ?? 'open',
    passwordPolicy: { minLength: values.PASSWORD_MIN_LENGTH ?? 15 },
    verificationTtlSeconds: (values.VERIFICATION_TTL_HOURS ?? 24) * hourSeconds,
    invitationTtlSeconds: (values.INVITATION_TTL_DAYS ?? 7) * daySeconds,
    passwordResetTtlSeconds: (values.PASSWORD_RESET_TTL_MINUTES ?? 30) * 60,
    emailChangeTtlSeconds: (values.EMAIL_CHANGE_TTL_HOURS ?? 24) * hourSeconds,
    emailReversalTtlSeconds: (values.EMAIL_REVERSAL_TTL_DAYS ?? 7) * daySeconds,
  } as const;
}

/** How long accounts are kept that nobody uses. */
export function accountRetention(values: Values): AccountRetention {
  const { verificationTtlSeconds, invitationTtlSeconds } = accountSettings(values);
  return {
    pendingSeconds: (values.PENDING_ACCOUNT_DAYS ?? 7) * daySeconds,
    longestLinkSeconds: Math.max(verificationTtlSeconds, invitationTtlSeconds),
    softDeletedSeconds: (values.SOFT_DELETE_RETENTION_DAYS ?? 30) * daySeconds,
  };
}

/** Where the links in mails lead: this service's own pages, or those of a front end. Never made from a request. */
export function accountPages(values: Values, publicUrl: string) {
  return {
    verifyEmail: values.VERIFY_EMAIL_PAGE ?? `${publicUrl}/auth/verify-email`,
    acceptInvitation: values.ACCEPT_INVITATION_PAGE ?? `${publicUrl}/auth/accept-invitation`,
    resetPassword: values.RESET_PASSWORD_PAGE ?? `${publicUrl}/auth/reset-password`,
    confirmEmailChange: values.CONFIRM_EMAIL_CHANGE_PAGE ?? `${publicUrl}/auth/confirm-email-change`,
    revertEmailChange: values.REVERT_EMAIL_CHANGE_PAGE ?? `${publicUrl}/auth/revert-email-change`,
    /** Null: mails name no page. */
    logIn: values.LOG_IN_PAGE ?? null,
  } as const;
}
