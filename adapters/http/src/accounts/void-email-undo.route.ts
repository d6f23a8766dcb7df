import { z } from '@hono/zod-openapi';
import { VoidEmailUndo } from '@users/application';
import { VersionMismatch } from '@users/domain';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/users/{uuid}/email-undo',
    operationId: 'voidEmailUndo',
    tags: ['Accounts'],
    summary: 'Void links to former addresses',
    description:
      'With `users:write`, for another user whose permissions one holds: for instance because somebody else reads the old mailbox now. Not for whoever asked for the change, for the link is what the owner has against them. Where there is nothing to void, nothing happens.',
    request: { params: z.object({ uuid: userId }) },
    responses: { 204: { description: 'No link leads back but those of changes that the caller asked for.' } },
  },
  { identity: 'required', errors: VoidEmailUndo.errors.filter((error) => error !== VersionMismatch) },
);

export function voidEmailUndoRoute(app: HttpApp, deps: Pick<HttpDependencies, 'voidEmailUndo'>): void {
  app.openapi(route, async (c) => {
    await deps.voidEmailUndo.execute({ id: c.req.valid('param').uuid }, contextOf(c));
    return c.body(null, 204);
  });
}
