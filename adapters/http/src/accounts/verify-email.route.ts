import { z } from '@hono/zod-openapi';
import { VerifyEmail } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken, password } from '../fields.ts';
import { formType, fromPage, isForm } from '../form-body.ts';
import { contextOf, type HttpApp, type HttpContext } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal } from '../hal.ts';
import type { Links } from '../links.ts';
import type { Problem } from '../problems/problem.ts';
import { answersPeople } from './answers-people.ts';
import type { LinkPages } from './link-page.ts';
import { toVerified, verifiedResponse } from './verified.ts';

type Dependencies = Pick<HttpDependencies, 'previewVerification' | 'verifyEmail'>;

const body = z
  .strictObject({
    token: linkToken,
    password: password.optional().openapi({ description: 'Needed when the link carries none.' }),
  })
  .openapi('VerifyEmail');

/** Follows a verification link, by a program's JSON or by the button of the page. */
export function verifyEmailRoute(app: HttpApp, deps: Dependencies, hal: Links, pages: LinkPages): void {
  const route = operation(
    {
      method: 'post',
      path: '/auth/verify-email',
      operationId: 'verifyEmail',
      tags: ['Accounts'],
      summary: 'Verify the e-mail address',
      description: 'Makes the account active. The link that did it answers 200 until it expires; every other one 409.',
      request: { body: { content: { 'application/json': { schema: body }, [formType]: { schema: body } } } },
      responses: { 200: verifiedResponse },
    },
    {
      identity: 'unread',
      errors: VerifyEmail.errors,
      page: true,
      middleware: [answersPeople(fromPage, explain)],
    },
  );

  app.openapi(route, async (c) => {
    // The schema of the type that came has checked it; without a type there is no body, and that is told here.
    const input = body.parse(isForm(c) ? c.req.valid('form') : c.req.valid('json'));
    const { userId } = await deps.verifyEmail.execute({ ...input, password: input.password ?? null }, contextOf(c));
    return fromPage(c) ? pages.done(c, 'verify_email') : c.json(toVerified(userId, hal), 200, asHal);
  });

  /** A password that will not do is asked for again, everything else explained. */
  async function explain(c: HttpContext, problem: Problem): Promise<Response> {
    if (!problem.errors?.some(({ pointer }) => pointer === '/password')) return pages.problem(c, problem);
    const { token = '' } = await c.req.parseBody<{ token?: string }>();
    const preview = await deps.previewVerification.execute({ token }, contextOf(c)).catch(() => null);
    if (preview === null) return pages.problem(c, problem);
    return pages.ask(c, 'verify_email', token, { ...preview, asksPassword: true }, problem);
  }
}
