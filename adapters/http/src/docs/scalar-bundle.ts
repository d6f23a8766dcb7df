import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The browser bundle of the API reference, ready to be served. */
export interface ScalarBundle {
  /** Of its content: the address changes with it, so that browsers may keep it for ever. */
  readonly hash: string;
  readonly text: string;
}

type Handler = (request: unknown, reply: Reply) => unknown;
interface Reply {
  header(name: string, value: string): Reply;
  send(body: string): void;
}
interface Route {
  readonly url: string;
  readonly handler: Handler;
}

let loading: Promise<ScalarBundle> | null = null;
let compressing: Promise<Buffer<ArrayBuffer>> | null = null;

/** Loaded at the first look at the documentation: five megabytes that most processes never need. */
export function scalarBundle(): Promise<ScalarBundle> {
  loading ??= load();
  return loading;
}

/** A quarter of the size; compressed once. */
export function gzippedBundle({ text }: ScalarBundle): Promise<Buffer<ArrayBuffer>> {
  compressing ??= promisify(gzip)(text).then((bytes) => Buffer.from(bytes));
  return compressing;
}

async function load(): Promise<ScalarBundle> {
  const text = await readBundle();
  return { hash: createHash('sha256').update(text).digest('base64url').slice(0, 16), text };
}

/**
 * The bundle comes in a plug-in for another web framework, which is a fraction of the size of the package that has it
 * as a file. The plug-in registers a route that serves it: this registers and calls that route.
 */
async function readBundle(): Promise<string> {
  const { default: plugin } = await import('@scalar/fastify-api-reference');
  const routes: Route[] = [];
  const host = {
    initialConfig: {},
    route: (route: Route) => routes.push(route),
    hasPlugin: () => false,
    log: { warn: () => undefined },
  };
  Reflect.apply(plugin, undefined, [host, { configuration: { url: '/openapi.json' } }, () => undefined]);
  const script = routes.find(({ url }) => url.endsWith('.js'));
  if (!script) throw new TypeError('The API reference no longer serves its bundle from a route');
  return new Promise((resolve) => {
    const reply: Reply = { header: () => reply, send: resolve };
    script.handler(null, reply);
  });
}
