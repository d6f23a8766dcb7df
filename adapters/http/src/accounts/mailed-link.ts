import { z } from '@hono/zod-openapi';
import { PreviewLink, type PreviewLinkInput, type RequestContext } from '@users/application';
import { type Action, type DomainErrorClass, LinkNotAuthorized } from '@users/domain';
import type { HttpDependencies } from '../dependencies.ts';
import { linkToken } from '../fields.ts';
import { formType, fromPage, isForm } from '../form-body.ts';
import { contextOf, type HttpApp, type HttpContext } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal } from '../hal.ts';
import type { Links } from '../links.ts';
import { namesJson } from '../negotiation.ts';
import { pageContent } from '../pages/page-content.ts';
import type { Problem } from '../problems/problem.ts';
import { answersPeople } from './answers-people.ts';
import { followedResource, openedResource, toFollowed, toOpened } from './followed.ts';
import { type LinkPages, linkPaths } from './link-page.ts';
import type { LinkKind } from './page-texts.ts';

/** A link of a mail, as it is opened (GET, which changes nothing) and followed (POST). */
export interface MailedLink<Input extends { token: string }> {
  readonly kind: Exclude<LinkKind, 'verify_email'>;
  readonly purpose: PreviewLinkInput['purpose'];
  /** What following it is. */
  readonly action: Action;
  /** What to do afterwards. */
  readonly next: Action;
  readonly body: z.ZodType<Input, Input>;
  readonly asksPassword: boolean;
  /** Somebody else may have asked for it: following it rests on their permissions. */
  readonly requested?: true;
  readonly open: { readonly operationId: string; readonly summary: string };
  readonly follow: { readonly operationId: string; readonly summary: string; readonly description: string };
  readonly errors: readonly DomainErrorClass[];
  readonly execute: (input: Input, context: RequestContext) => Promise<{ readonly userId: string }>;
}

type Dependencies = Pick<HttpDependencies, 'previewLink'>;

// Mail programs and campaigns add parameters of their own: unknown ones do no harm.
const query = z.object({ token: linkToken });

/** Both routes of a mailed link. */
export function mailedLinkRoutes<Input extends { token: string }>(
  app: HttpApp,
  deps: Dependencies,
  hal: Links,
  pages: LinkPages,
  link: MailedLink<Input>,
): void {
  openRoute(app, deps, hal, pages, link);
  followRoute(app, deps, hal, pages, link);
}

/** For a person a page with a button; for a program, when and from where the link was asked for. */
function openRoute<Input extends { token: string }>(
  app: HttpApp,
  deps: Dependencies,
  hal: Links,
  pages: LinkPages,
  { kind, purpose, action, asksPassword, requested, open }: MailedLink<Input>,
): void {
  const route = operation(
    {
      method: 'get',
      path: linkPaths[kind],
      ...open,
      tags: ['Accounts'],
      description:
        'Changes nothing. A page with a button; with an Accept header that names JSON, when and from which network the link was asked for.',
      request: { query },
      responses: {
        200: {
          description: 'The link works.',
          content: { 'application/hal+json': { schema: openedResource }, ...pageContent },
        },
      },
    },
    {
      identity: 'unread',
      errors: PreviewLink.errors.filter((error) => requested || error !== LinkNotAuthorized),
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
    const preview = await deps.previewLink.execute({ purpose, token }, contextOf(c));
    if (namesJson(c.req.header('accept'))) return c.json(toOpened(preview, action, hal), 200, asHal);
    return pages.ask(c, kind, token, { ...preview, asksPassword });
  });
}

/** By a program's JSON or by the button of the page. */
function followRoute<Input extends { token: string }>(
  app: HttpApp,
  deps: Dependencies,
  hal: Links,
  pages: LinkPages,
  { kind, purpose, next, body, asksPassword, follow, errors, execute }: MailedLink<Input>,
): void {
  const route = operation(
    {
      method: 'post',
      path: linkPaths[kind],
      ...follow,
      tags: ['Accounts'],
      request: { body: { content: { 'application/json': { schema: body }, [formType]: { schema: body } } } },
      responses: {
        200: {
          description: 'Done; for a person, a page that says so.',
          content: { 'application/hal+json': { schema: followedResource }, ...pageContent },
        },
      },
    },
    { identity: 'unread', errors, page: true, middleware: [answersPeople(fromPage, explain)] },
  );

  app.openapi(route, async (c) => {
    // The schema of the type that came has checked it; without a type there is no body, and that is told here.
    const input = body.parse(isForm(c) ? c.req.valid('form') : c.req.valid('json'));
    const { userId } = await execute(input, contextOf(c));
    return fromPage(c) ? pages.done(c, kind) : c.json(toFollowed(userId, next, hal), 200, asHal);
  });

  /** A password that will not do is asked for again, everything else explained. */
  async function explain(c: HttpContext, problem: Problem): Promise<Response> {
    if (!problem.errors?.some(({ pointer }) => pointer === '/password')) return pages.problem(c, problem);
    const { token = '' } = await c.req.parseBody<{ token?: string }>();
    const preview = await deps.previewLink.execute({ purpose, token }, contextOf(c)).catch(() => null);
    return preview === null
      ? pages.problem(c, problem)
      : pages.ask(c, kind, token, { ...preview, asksPassword }, problem);
  }
}
