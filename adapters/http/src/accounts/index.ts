import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { openVerificationLinkRoute } from './open-verification-link.route.ts';
import { registerRoute } from './register.route.ts';
import { resendVerificationRoute } from './resend-verification.route.ts';
import { VerificationPages } from './verification-page.ts';
import { verifyEmailRoute } from './verify-email.route.ts';

export function accountsRoutes(app: HttpApp, deps: HttpDependencies, hal: Links): void {
  const pages = new VerificationPages(deps);
  registerRoute(app, deps, hal);
  resendVerificationRoute(app, deps, hal);
  openVerificationLinkRoute(app, deps, hal, pages);
  verifyEmailRoute(app, deps, hal, pages);
}
