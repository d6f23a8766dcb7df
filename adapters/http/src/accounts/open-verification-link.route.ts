import { z } from '@hono/zod-openapi';
import { PreviewVerification, VerifyEmail } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal } from '../hal.ts';
import type { Links } from '../links.ts';
import { namesJsonAlone, takesPages } from '../negotiation.ts';
import { answersPeople } from './answers-people.ts';
import type { LinkPages } from './link-page.ts';
import { openedResponse, toUnverified, toVerified } from './verified.ts';

// Mail programs and campaigns add parameters of their own: unknown ones do no harm.
const query = z.object({ token: linkToken });

/**
 * A link in a mail is opened by scanners and link checkers before its reader sees it. So a GET acts for no one but a
 * program that names JSON and nothing else; a person gets a page with a button, everybody else is told what to do.
 */
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
        'Verifies at once when Accept names JSON types and nothing else (`application/json`, `application/hal+json`): no wildcard, no other type. Otherwise nothing changes: where Accept names HTML, a page with a button that verifies; for all others `verified` is false, with when and from which network the link was asked for, and the POST that verifies. Repeats answer 200 until the link expires.',
      request: { query },
      responses: { 200: openedResponse },
    },
    {
      identity: 'unread',
      errors: [...VerifyEmail.errors, ...PreviewVerification.errors],
      page: true,
      middleware: [
        answersPeople(
          (c) => takesPages(c.req.header('accept')),
          (c, problem) => pages.problem(c, problem),
        ),
      ],
    },
  );
  app.openapi(route, async (c) => {
    const { token } = c.req.valid('query');
    const context = contextOf(c);
    const accept = c.req.header('accept');
    // HEAD has no body, and changes nothing: link checkers send it with whatever Accept.
    if (namesJsonAlone(accept) && c.req.method === 'GET') {
      const { userId } = await deps.verifyEmail.execute({ token, password: null }, context);
      return c.json(toVerified(userId, hal), 200, asHal);
    }
    const { state, ...preview } = await deps.previewVerification.execute({ token }, context);
    if (takesPages(accept)) {
      if (state === 'done') return pages.done(c, 'verify_email');
      return pages.ask(c, 'verify_email', token, { ...preview, asksPassword: state === 'choose_password' });
    }
    if (state === 'done') return c.json(toVerified(preview.userId, hal), 200, asHal);
    return c.json(toUnverified(preview, state, hal), 200, asHal);
  });
}
