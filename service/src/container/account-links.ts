import type { AccountLinks } from '@users/application';
import type { Config } from '../config/config.ts';

/** The addresses in mails. A page may have a query of its own. */
export function accountLinks(pages: Config['pages']): AccountLinks {
  const pageOf = {
    verify_email: pages.verifyEmail,
    invitation: pages.acceptInvitation,
    password_reset: pages.resetPassword,
    confirm_email_change: pages.confirmEmailChange,
    email_changed: pages.revertEmailChange,
  } as const;
  return {
    logIn: pages.logIn,
    link(template, token) {
      const address = new URL(pageOf[template]);
      address.searchParams.set('token', token);
      return address.href;
    },
  };
}
