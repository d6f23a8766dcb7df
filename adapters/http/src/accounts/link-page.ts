import { maxPasswordLength } from '@users/domain';
import { html } from 'hono/html';
import type { HttpContext } from '../frame/environment.ts';
import { preferredLanguage } from '../negotiation.ts';
import type { Markup, Pages } from '../pages/page.ts';
import type { Problem } from '../problems/problem.ts';
import { type ProblemCode, problemTable } from '../problems/problem-table.ts';
import { publicPath } from '../public-path.ts';
import { type LinkKind, type PageLanguage, pageLanguages, pageTexts } from './page-texts.ts';

/** Where each kind of link leads to. */
export const linkPaths = {
  verify_email: '/auth/verify-email',
  reset_password: '/auth/reset-password',
  accept_invitation: '/auth/accept-invitation',
  confirm_email_change: '/auth/confirm-email-change',
  revert_email_change: '/auth/revert-email-change',
} as const satisfies Record<LinkKind, string>;

export interface LinkPageSettings {
  readonly publicUrl: string;
  readonly passwordMinLength: number;
}

/** What is known of a link that still works. */
export interface OpenedLink {
  readonly asksPassword: boolean;
  readonly requestedAt: Date;
  readonly network: string | null;
}

/** What a person sees of a link in a mail: everything of it, and it changes nothing by being shown. */
export class LinkPages {
  readonly #settings: LinkPageSettings;
  readonly #pages: Pages;
  /** The path of the public address, so that a form comes back to the origin it was read from. */
  readonly #base: string;

  constructor(settings: LinkPageSettings, pages: Pages) {
    this.#settings = settings;
    this.#pages = pages;
    this.#base = publicPath(settings.publicUrl);
  }

  /** Asks for the press of a button and, where the link needs one, for a password. The token is in the form alone. */
  ask(c: HttpContext, kind: LinkKind, token: string, link: OpenedLink, wrong?: Problem): Response | Promise<Response> {
    const language = languageOf(c);
    const texts = pageTexts[language];
    const { title, help, origin, button } = texts.links[kind];
    const chooses = kind === 'verify_email' && link.asksPassword;
    const content = html`<p>${chooses ? texts.choosePassword : help}</p>
<form method="post" action="${this.#base}${linkPaths[kind]}">
<input type="hidden" name="token" value="${token}">
${link.asksPassword ? this.#passwordField(language, wrong !== undefined) : ''}
<button type="submit">${button}</button>
</form>
<p class="note">${origin(instant(link.requestedAt, language), link.network)}</p>`;
    return this.#pages.respond(c, { language, title, content }, wrong ? problemTable[wrong.code].status : 200);
  }

  done(c: HttpContext, kind: LinkKind): Response | Promise<Response> {
    const language = languageOf(c);
    const { done, doneHelp } = pageTexts[language].links[kind];
    return this.#pages.respond(c, { language, title: done, content: html`<p>${doneHelp}</p>` });
  }

  /** What went wrong, in words for whoever followed a link. */
  problem(c: HttpContext, problem: Problem): Response | Promise<Response> {
    const language = languageOf(c);
    const [title, help] = explain(problem.code, language);
    return this.#pages.respond(
      c,
      { language, title, content: html`<p>${help}</p>` },
      problemTable[problem.code].status,
    );
  }

  #passwordField(language: PageLanguage, refused: boolean): Markup {
    const { password, passwordHelp, tooWeak } = pageTexts[language];
    const { passwordMinLength } = this.#settings;
    const described = refused
      ? html` aria-invalid="true" aria-describedby="wrong help"`
      : html` aria-describedby="help"`;
    return html`<label for="password">${password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${passwordMinLength}" maxlength="${maxPasswordLength}"${described}>
${refused ? html`<p class="wrong" id="wrong" role="alert">${tooWeak}</p>` : ''}
<p class="hint" id="help">${passwordHelp(passwordMinLength)}</p>`;
  }
}

function languageOf(c: HttpContext): PageLanguage {
  c.header('Vary', 'Accept, Accept-Language');
  return preferredLanguage(c.req.header('accept-language'), pageLanguages);
}

function explain(code: ProblemCode, language: PageLanguage): readonly [string, string] {
  const texts = pageTexts[language];
  if (code === 'already_verified') return [texts.verifiedBefore, texts.verifiedBeforeHelp];
  if (code === 'email_taken') return [texts.addressTaken, texts.addressTakenHelp];
  if (code === 'link_not_authorized') return [texts.notAuthorized, texts.notAuthorizedHelp];
  if (code === 'link_expired' || code === 'validation_failed') return [texts.expired, texts.expiredHelp];
  if (problemTable[code].status === 503) return [texts.later, texts.laterHelp];
  return [texts.wrong, texts.wrongHelp];
}

function instant(date: Date, language: PageLanguage): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(date)} UTC`;
}
