import { html } from 'hono/html';
import type { Affordance } from '../affordance.ts';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp, HttpContext } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import type { Pages } from '../pages/page.ts';
import { pageContent } from '../pages/page-content.ts';
import { pageTheme } from '../pages/style.ts';
import { RequestRefused } from '../problems/request-refused.ts';
import { publicPath } from '../public-path.ts';
import { type ConsoleFiles, readConsoleFiles } from './console-files.ts';

export const consoleLink: Affordance = { rel: 'users:console', path: '/console', title: 'Console for operators' };

const route = operation(
  {
    method: 'get',
    path: '/console',
    operationId: 'getConsole',
    tags: ['Console'],
    summary: 'The console for operators',
    description:
      'A page that knows the entry point and nothing else: it shows what the service offers whoever signed in. It loads nothing from elsewhere.',
    responses: { 200: { description: 'The page.', content: pageContent } },
  },
  { identity: 'none' },
);

/** In the order in which they build on each other. */
const styles = ['theme', 'base', 'frame', 'things', 'controls', 'lists', 'dialogs'];

/** Scripts and styles in files of our own, answers of our own; nothing is ever made from text (Trusted Types). */
const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Dependencies = Pick<HttpDependencies, 'publicUrl' | 'brand'>;

export function consoleRoute(app: HttpApp, { publicUrl, brand }: Dependencies, pages: Pages): void {
  const base = publicPath(publicUrl);
  let reading: Promise<ConsoleFiles> | null = null;
  const files = (): Promise<ConsoleFiles> => {
    reading ??= readConsoleFiles(pageTheme(brand.color));
    return reading;
  };

  // A page is what its schema says, but not by its type: document and handler are registered one by one.
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, async (c) => {
    c.header('Content-Security-Policy', consolePolicy);
    return c.html(await page(base, await files(), { name: brand.name, pages }));
  });

  app.get('/_assets/:folder/:file', async (c) => {
    const { hash, texts } = await files();
    const text = c.req.param('folder') === `console.${hash}` ? texts.get(c.req.param('file')) : undefined;
    if (text === undefined) throw new RequestRefused('not_found');
    return file(c, c.req.param('file'), text);
  });
}

async function page(
  base: string,
  { hash, texts }: ConsoleFiles,
  { name, pages }: { readonly name: string; readonly pages: Pages },
) {
  const folder = `${base}/_assets/console.${hash}`;
  // All at once, not one after another as they name each other.
  const modules = [...texts.keys()].filter((file) => file.endsWith('.js'));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${name}</title>
<link rel="icon" href="${await pages.image()}">
${styles.map(
  (style) => html`<link rel="stylesheet" href="${folder}/${style}.css">
`,
)}${modules.map(
  (file) => html`<link rel="modulepreload" href="${folder}/${file}">
`,
)}<script type="module" src="${folder}/main.js"></script>
</head>
<body>
<header><a href="#/">${await pages.heading()}</a></header>
<main><noscript><h1>${name}</h1><p>The console needs JavaScript. The same can be done with any client of the API.</p></noscript></main>
<footer></footer>
</body>
</html>
`;
}

function file(c: HttpContext, name: string, text: string): Response {
  c.header('Cache-Control', 'public, max-age=31536000, immutable');
  c.header('Content-Type', `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`);
  return c.body(text);
}
