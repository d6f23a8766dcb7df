import type { HttpContext } from './frame/environment.ts';
import { namesHtml } from './negotiation.ts';

export const formType = 'application/x-www-form-urlencoded';

/** The body is a form's. */
export function isForm(c: Pick<HttpContext, 'req'>): boolean {
  return c.req.header('content-type')?.toLowerCase().startsWith(formType) ?? false;
}

/** A person pressed the button of a page, and reads the answer. */
export function fromPage(c: Pick<HttpContext, 'req'>): boolean {
  return isForm(c) && namesHtml(c.req.header('accept'));
}
