import { z } from '@hono/zod-openapi';
import { ConfirmEmailChange } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import type { LinkPages } from './link-page.ts';
import { mailedLinkRoutes } from './mailed-link.ts';

const body = z.strictObject({ token: linkToken }).openapi('ConfirmEmailChange');

export function confirmEmailChangeRoutes(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'previewLink' | 'confirmEmailChange'>,
  hal: Links,
  pages: LinkPages,
): void {
  mailedLinkRoutes(app, deps, hal, pages, {
    ...{ kind: 'confirm_email_change', purpose: 'email_change', body, asksPassword: false },
    ...{ action: 'account.confirm_email_change', next: 'session.log_in' },
    requested: true,
    open: { operationId: 'openEmailChangeLink', summary: 'Open the link in the mail to a new address' },
    follow: {
      operationId: 'confirmEmailChange',
      summary: 'Confirm a new e-mail address',
      description:
        'The address changes and every session ends. The old address is told by mail; where the owner had proved it, with a link that takes the account back. Only the link of the newest request works, and one that somebody else asked for only while they may.',
    },
    errors: ConfirmEmailChange.errors,
    execute: (input, context) => deps.confirmEmailChange.execute(input, context),
  });
}
