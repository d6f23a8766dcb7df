import { z } from '@hono/zod-openapi';
import { RevertEmailChange } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import type { LinkPages } from './link-page.ts';
import { mailedLinkRoutes } from './mailed-link.ts';

const body = z.strictObject({ token: linkToken }).openapi('RevertEmailChange');

export function revertEmailChangeRoutes(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'previewLink' | 'revertEmailChange'>,
  hal: Links,
  pages: LinkPages,
): void {
  mailedLinkRoutes(app, deps, hal, pages, {
    ...{ kind: 'revert_email_change', purpose: 'email_reversal', body, asksPassword: false },
    ...{ action: 'account.revert_email_change', next: 'account.request_password_reset' },
    open: { operationId: 'openReversalLink', summary: 'Open the link in the mail to an old address' },
    follow: {
      operationId: 'revertEmailChange',
      summary: 'Take an account back',
      description:
        'The address returns to what it was; every session and the password end, for a thief may know it. A new one is set by a reset mail.',
    },
    errors: RevertEmailChange.errors,
    execute: (input, context) => deps.revertEmailChange.execute(input, context),
  });
}
