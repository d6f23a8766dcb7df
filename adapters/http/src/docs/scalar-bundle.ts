type Handler = (request: unknown, reply: Reply) => unknown;
interface Reply {
  header(name: string, value: string): Reply;
  send(body: string): void;
}
interface Route {
  readonly url: string;
  readonly handler: Handler;
}

/** Its copy of Zod would try whether it may compile code, which the policy of the page forbids and reports. */
const withoutCompiling = 'globalThis.__zod_globalConfig={jitless:true};';

/**
 * The browser bundle of Scalar. It comes in a plug-in for another web framework, which is a fraction of the size of the
 * package that has it as a file. The plug-in registers a route that serves it: this registers and calls that route.
 */
export async function scalarBundle(): Promise<string> {
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
  const text = await new Promise<string>((resolve) => {
    const reply: Reply = { header: () => reply, send: resolve };
    script.handler(null, reply);
  });
  return withoutCompiling + text;
}
