import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HttpContext } from '../frame/environment.ts';

/** Text that was escaped where it needed to be. */
export type Markup = ReturnType<typeof html>;

// Follows the reader's light or dark setting; colours keep a contrast of 7:1 (WCAG 2.2 §1.4.6).
const style = [
  ':root{color-scheme:light dark;font:1.0625rem/1.6 system-ui,sans-serif}',
  'body{margin:0 auto;max-width:34rem;padding:3rem 1.25rem}',
  'h1{font-size:1.5rem;line-height:1.3}',
  'label{display:block;font-weight:600;margin-bottom:.25rem}',
  'input,button{box-sizing:border-box;font:inherit;padding:.6rem .75rem;border-radius:.375rem}',
  'input{border:1px solid #767676;width:100%}',
  'button{background:#1a4f8b;border:0;color:#fff;cursor:pointer;margin-top:1rem}',
  ':focus-visible{outline:3px solid #4c8fd6;outline-offset:2px}',
  '.note{border-left:4px solid #767676;padding-left:1rem}',
  '.wrong{border-left:4px solid #c62828;padding-left:1rem}',
].join('');

const styleHash = createHash('sha256').update(style).digest('base64');

/** No script, no other origin, nothing but our own style; forms come back to us; nobody frames it. */
const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers with a page that needs no script. */
export function pageResponse(
  c: HttpContext,
  page: { readonly language: string; readonly title: string; readonly content: Markup },
  status: 200 | 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 500 | 503 = 200,
): Response | Promise<Response> {
  c.header('Content-Security-Policy', pagePolicy);
  return c.html(
    html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${page.title}</h1>
${page.content}
</main>
</body>
</html>
`,
    status,
  );
}
