import { isUtf8 } from 'node:buffer';
import type { MiddlewareHandler } from 'hono';
import { RequestRefused } from '../problems/request-refused.ts';
import type { HttpEnv } from './environment.ts';

/**
 * Refuses JSON that is not UTF-8 (RFC 8259 §8.1). Read leniently, every broken byte becomes the same replacement
 * character: different passwords would be one, and names would be stored that nobody sent.
 */
export const jsonText: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(c.req.header('content-type') ?? '');
  if (isJson && !isUtf8(await c.req.arrayBuffer())) throw new RequestRefused('malformed_json');
  await next();
};
