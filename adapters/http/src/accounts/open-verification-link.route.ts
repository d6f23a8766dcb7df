import { z } from '@hono/zod-openapi';
import { PreviewVerification, VerifyEmail } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal } from '../hal.ts';
import type { Links } from '../links.ts';
import { namesJson } from '../negotiation.ts';
import { answersPeople } from './answers-people.ts';
import type { LinkPages } from './link-page.ts';
import { toVerified, verifiedResponse } from './verified.ts';

// Mail programs and campaigns add parameters of their own: unknown ones do no harm.
const query = z.object({ token: linkToken });

/** A link in a mail is opened by scanners before its reader sees it: only a program that names JSON acts by a GET. */
export function openVerificationLinkRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'previewVerification' | 'verifyEmail'>,
  hal: Links,
  pages: LinkPages,
): void {
  const route = operation(
    {
      method: 'get',
      path: '/auth/verify-email',
      operationId: 'openVerificationLink',
      tags: ['Accounts'],
      summary: 'Open a verification link',
      description:
        'With an Accept header that names JSON: verifies at once. Otherwise: a page with a button that does, and which says when and from which network the link was asked for. Repeats answer 200 until the link expires.',
      request: { query },
      responses: { 200: verifiedResponse },
    },
    {
      identity: 'unread',
      errors: [...VerifyEmail.errors, ...PreviewVerification.errors],
      page: true,
      middleware: [
        answersPeople(
          (c) => !namesJson(c.req.header('accept')),
          (c, problem) => pages.problem(c, problem),
        ),
      ],
    },
  );
  app.openapi(route, async (c) => {
    const { token } = c.req.valid('query');
    const context = contextOf(c);
    const forProgram = namesJson(c.req.header('accept'));
    if (forProgram && c.req.method === 'GET') {
      const { userId } = await deps.verifyEmail.execute({ token, password: null }, context);
      return c.json(toVerified(userId, hal), 200, asHal);
    }
    const preview = await deps.previewVerification.execute({ token }, context);
    // HEAD has no body, and changes nothing: link checkers send it with whatever Accept.
    if (forProgram) return c.body(null, 200, asHal);
    if (preview.state === 'done') return pages.done(c, 'verify_email');
    return pages.ask(c, 'verify_email', token, { ...preview, asksPassword: preview.state === 'choose_password' });
  });
}
