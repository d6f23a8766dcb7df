import { z } from '@hono/zod-openapi';
import { AcceptInvitation } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken, password } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import type { LinkPages } from './link-page.ts';
import { mailedLinkRoutes } from './mailed-link.ts';

const body = z.strictObject({ token: linkToken, password }).openapi('AcceptInvitation');

export function acceptInvitationRoutes(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'previewLink' | 'acceptInvitation'>,
  hal: Links,
  pages: LinkPages,
): void {
  mailedLinkRoutes(app, deps, hal, pages, {
    ...{ kind: 'accept_invitation', purpose: 'invitation', body, asksPassword: true },
    ...{ action: 'account.accept_invitation', next: 'session.log_in' },
    requested: true,
    open: { operationId: 'openInvitation', summary: 'Open an invitation' },
    follow: {
      operationId: 'acceptInvitation',
      summary: 'Accept an invitation',
      description: 'Sets the password, verifies the address and makes the account active. The link is spent.',
    },
    errors: AcceptInvitation.errors,
    execute: (input, context) => deps.acceptInvitation.execute(input, context),
  });
}
