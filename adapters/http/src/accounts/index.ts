import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import type { Pages } from '../pages/page.ts';
import type { RefreshCookie } from '../sessions/refresh-cookie.ts';
import { acceptInvitationRoutes } from './accept-invitation.route.ts';
import { cancelEmailChangeRoute } from './cancel-email-change.route.ts';
import { changePasswordRoute } from './change-password.route.ts';
import { confirmEmailChangeRoutes } from './confirm-email-change.route.ts';
import { LinkPages } from './link-page.ts';
import { openVerificationLinkRoute } from './open-verification-link.route.ts';
import { registerRoute } from './register.route.ts';
import { requestEmailChangeRoute } from './request-email-change.route.ts';
import { requestPasswordResetRoute } from './request-password-reset.route.ts';
import { resendVerificationRoute } from './resend-verification.route.ts';
import { resetPasswordRoutes } from './reset-password.route.ts';
import { revertEmailChangeRoutes } from './revert-email-change.route.ts';
import { verifyEmailRoute } from './verify-email.route.ts';
import { voidEmailUndoRoute } from './void-email-undo.route.ts';

/** What pages of ours and others' need. */
interface Browsing {
  readonly pages: Pages;
  readonly cookie: RefreshCookie;
}

export function accountsRoutes(app: HttpApp, deps: HttpDependencies, hal: Links, browsing: Browsing): void {
  const { cookie } = browsing;
  const pages = new LinkPages(deps, browsing.pages);
  registerRoute(app, deps, hal);
  resendVerificationRoute(app, deps, hal);
  openVerificationLinkRoute(app, deps, hal, pages);
  verifyEmailRoute(app, deps, hal, pages);
  requestPasswordResetRoute(app, deps, hal);
  resetPasswordRoutes(app, deps, hal, pages);
  acceptInvitationRoutes(app, deps, hal, pages);
  changePasswordRoute(app, deps, cookie, hal);
  requestEmailChangeRoute(app, deps, hal);
  cancelEmailChangeRoute(app, deps);
  voidEmailUndoRoute(app, deps);
  confirmEmailChangeRoutes(app, deps, hal, pages);
  revertEmailChangeRoutes(app, deps, hal, pages);
}
