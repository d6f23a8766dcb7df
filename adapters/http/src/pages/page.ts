import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Asset, Assets } from '../assets/assets.ts';
import type { HttpContext } from '../frame/environment.ts';
import type { ProblemRow } from '../problems/problem-row.ts';
import { type Brand, brandImage } from './brand.ts';
import { pageStyle } from './style.ts';

/** Text that was escaped where it needed to be. */
export type Markup = ReturnType<typeof html>;

export interface Page {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  readonly content: Markup;
  /** For what is read rather than filled in. */
  readonly wide?: boolean;
}

/** Pages for people, in the operator's name and colour. None of them needs a script. */
export class Pages {
  readonly #brand: Brand;
  readonly #image: Asset;
  readonly #style: string;
  readonly #policy: string;

  constructor(brand: Brand, assets: Assets) {
    this.#brand = brand;
    this.#image = brandImage(brand, assets);
    this.#style = pageStyle(brand.color);
    this.#policy = pagePolicy(this.#style);
  }

  /** Where the brand's image is. */
  image(): Promise<string> {
    return this.#image.path();
  }

  /** A logo speaks for itself; the sign that we make stands beside the name. */
  async heading(): Promise<Markup> {
    const image = await this.image();
    const { name, logo } = this.#brand;
    if (logo) return html`<img class="logo" src="${image}" alt="${name}">`;
    return html`<img class="sign" src="${image}" alt="" width="32" height="32"><span>${name}</span>`;
  }

  /** Answers with a page. */
  async respond(c: HttpContext, page: Page, status: ProblemRow['status'] | 200 = 200): Promise<Response> {
    c.header('Content-Security-Policy', this.#policy);
    const image = await this.image();
    return c.html(
      html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title}</title>
<link rel="icon" href="${image}">
<style>${raw(this.#style)}</style>
</head>
<body${page.wide ? raw(' class="wide"') : ''}>
<header>${await this.heading()}</header>
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
}

/** No script, nothing but our own style and images; forms come back to us; nobody frames it. */
function pagePolicy(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
