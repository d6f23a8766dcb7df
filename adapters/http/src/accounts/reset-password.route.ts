import { z } from '@hono/zod-openapi';
import { ResetPassword } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken, password } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import type { LinkPages } from './link-page.ts';
import { mailedLinkRoutes } from './mailed-link.ts';

const body = z.strictObject({ token: linkToken, password }).openapi('ResetPassword');

export function resetPasswordRoutes(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'previewLink' | 'resetPassword'>,
  hal: Links,
  pages: LinkPages,
): void {
  mailedLinkRoutes(app, deps, hal, pages, {
    ...{ kind: 'reset_password', purpose: 'password_reset', body, asksPassword: true },
    ...{ action: 'account.reset_password', next: 'session.log_in' },
    open: { operationId: 'openResetLink', summary: 'Open a reset link' },
    follow: {
      operationId: 'resetPassword',
      summary: 'Set a new password',
      description:
        'The link of a reset mail and a new password. Every session ends, the link is spent, and the owner is told by mail.',
    },
    errors: ResetPassword.errors,
    execute: (input, context) => deps.resetPassword.execute(input, context),
  });
}
