import { z } from '@hono/zod-openapi';
import { AnsweredBefore, type Fingerprinter, type IdGenerator, type RequestContext } from '@users/application';
import type { Actor } from '@users/domain';
import type { Context } from 'hono';
import { contextOf, type HttpEnv } from './frame/environment.ts';
import { RequestRefused } from './problems/request-refused.ts';

/** The header of requests that may be sent again without being done again (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyKey = z.object({
  'idempotency-key': z.string().optional().openapi({
    description:
      'A name for this request, best a UUID. Sent again within 24 hours with the same key and body, it is not done again but answered as the first time, with `Idempotency-Replayed: true`.',
    example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
  }),
});

/** In the answers of such requests. */
export const replayedHeader = {
  'Idempotency-Replayed': {
    description: '`true` when this is the answer to an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', example: 'true' },
  },
} as const;

export interface IdempotencyDependencies {
  readonly ids: Pick<IdGenerator, 'digest'>;
  readonly fingerprinter: Fingerprinter;
}

/** What a route answers: the resource goes out as JSON. */
interface Reply<Resource> {
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Resource;
  /** User id of whom it tells, see `Answer`. */
  readonly subject: string | null;
}

/** One request as it may come again. */
interface Repeatable<Result, Resource> {
  readonly operationId: string;
  /** The input as it was read: however it was spelled, the same input is the same payload. */
  readonly payload: unknown;
  readonly execute: (context: RequestContext) => Promise<Result>;
  /** What is answered, and kept under the key. Never anything secret. */
  readonly reply: (result: Result) => Reply<Resource>;
}

/**
 * Does the request, or answers it as it was answered before: text made by `JSON.stringify` has the same bytes again when
 * it was read in between.
 *
 * @throws RequestRefused when the key is malformed, and what `execute` throws
 */
export async function answerOnce<Result, Resource>(
  c: Context<HttpEnv>,
  deps: IdempotencyDependencies,
  { operationId, payload, execute, reply }: Repeatable<Result, Resource>,
): Promise<Pick<Reply<Resource>, 'headers' | 'resource'>> {
  const context = contextOf(c);
  const key = keyOf(c.req.header('idempotency-key'));
  if (key === null) return reply(await execute(context));
  const text = canonical(payload);
  const idempotency = {
    id: deps.ids.digest(JSON.stringify([operationId, callerOf(context.actor), key])),
    fingerprint: deps.fingerprinter.of(text),
    fits: (fingerprint: string) => deps.fingerprinter.matches(fingerprint, text),
    answer: (result: unknown) => {
      const { resource, ...rest } = reply(result as Result);
      return { ...rest, body: JSON.stringify(resource) };
    },
  };
  try {
    return reply(await execute({ ...context, idempotency }));
  } catch (error) {
    if (!(error instanceof AnsweredBefore)) throw error;
    const { body, headers } = error.answer;
    return { resource: JSON.parse(body), headers: { ...headers, 'Idempotency-Replayed': 'true' } };
  }
}

// Visible ASCII; as the draft's quoted string, or as it is, which most clients send.
const keyForm = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;

function keyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const [, quoted, plain] = keyForm.exec(header) ?? [];
  const key = quoted ?? plain;
  if (key === undefined) throw new RequestRefused('malformed_idempotency_key');
  return key;
}

/** Identity, never what it may do: a key of one caller is none of another's. */
function callerOf(actor: Actor): string {
  return 'id' in actor ? `${actor.kind} ${actor.id}` : actor.kind;
}

/** JSON with the members of each object in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
