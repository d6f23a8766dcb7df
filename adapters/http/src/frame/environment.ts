import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { RequestContext } from '@users/application';
import type { Actor } from '@users/domain';
import type { Context } from 'hono';
import type { Problem } from '../problems/problem.ts';

/** What the frame knows of a request before a route sees it. */
export interface HttpEnv {
  /** Absent when the app is called without a server (`app.request`). */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Masked client network. */
    network: string | null;
    /** Anonymous until a route that asks for identity has read the access token. */
    actor: Actor;
    /** Reads the access token. @throws NotAuthenticated when there is one and it is good for nothing */
    identify: (c: HttpContext) => Promise<Actor>;
    /** Set by routes that a person opens in a browser: their problems are pages. */
    problemPage?: (problem: Problem) => Response | Promise<Response>;
  };
}

export type HttpApp = OpenAPIHono<HttpEnv>;
export type HttpContext = Context<HttpEnv>;

// W3C Trace Context §3.2.2: version, trace id and parent id (not all zero), flags.
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const maxUserAgent = 255;

/** The request as use-cases see it. Who acts comes from the access token alone, never from the body. */
export function contextOf<Path extends string>(c: Context<HttpEnv, Path>): RequestContext {
  const trace = c.req.header('traceparent');
  return {
    actor: c.var.actor,
    requestId: c.var.requestId,
    network: c.var.network,
    userAgent: c.req.header('user-agent')?.slice(0, maxUserAgent) ?? null,
    traceparent: trace !== undefined && traceparent.test(trace) ? trace : null,
  };
}
