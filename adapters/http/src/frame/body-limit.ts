import type { MiddlewareHandler } from 'hono';
import { RequestRefused } from '../problems/request-refused.ts';
import type { HttpContext, HttpEnv } from './environment.ts';

export const maxBodyBytes = 65_536;

/**
 * Refuses bodies over 64 KiB by what arrives, not by what is announced: a chunked body announces nothing
 * (Hono CVE-2026-44456). At most the limit and one chunk are ever held.
 */
export const bodyLimit: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const announced = c.req.header('content-length');
  if (announced !== undefined && Number(announced) > maxBodyBytes) throw tooLarge();
  // The server holds a body to its Content-Length; only one without needs counting as it arrives.
  if (announced === undefined && c.req.raw.body) await readBounded(c, c.req.raw.body);
  else if ((await c.req.arrayBuffer()).byteLength > maxBodyBytes) throw tooLarge();
  await next();
};

async function readBounded(c: HttpContext, body: ReadableStream<Uint8Array>): Promise<void> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  c.req.raw = new Request(c.req.raw, { body: Buffer.concat(chunks) });
}

function tooLarge(): RequestRefused {
  return new RequestRefused('body_too_large');
}
