import type { VerificationPreview } from '@users/application';
import { maxPasswordLength } from '@users/domain';
import { html } from 'hono/html';
import type { HttpContext } from '../frame/environment.ts';
import { preferredLanguage } from '../negotiation.ts';
import { type Markup, pageResponse } from '../pages/page.ts';
import type { Problem } from '../problems/problem.ts';
import { type ProblemCode, problemTable } from '../problems/problem-table.ts';
import { type PageLanguage, pageLanguages, pageTexts } from './page-texts.ts';

export interface VerificationPageSettings {
  readonly publicUrl: string;
  readonly passwordMinLength: number;
}

/** What a person sees of a verification link: everything of it, and it changes nothing by being shown. */
export class VerificationPages {
  readonly #settings: VerificationPageSettings;
  /** A path, so that the form comes back to the origin it was read from; without the token, which is in the form. */
  readonly #action: string;

  constructor(settings: VerificationPageSettings) {
    this.#settings = settings;
    this.#action = new URL(`${settings.publicUrl}/auth/verify-email`).pathname;
  }

  /** Asks for the press of a button and, where the link carries none, for a password. */
  ask(c: HttpContext, token: string, preview: VerificationPreview, wrong?: Problem): Response | Promise<Response> {
    const language = languageOf(c);
    const texts = pageTexts[language];
    const choose = preview.state === 'choose_password';
    const complaint = wrong && html`<p class="wrong" role="alert">${texts.tooWeak}</p>`;
    const content = html`<p>${choose ? texts.choosePassword : texts.confirmHelp}</p>
<p class="note">${texts.askedFor(instant(preview.requestedAt, language), preview.network)} ${texts.notYou}</p>
${complaint ?? ''}
<form method="post" action="${this.#action}">
<input type="hidden" name="token" value="${token}">
${choose ? this.#passwordField(language) : ''}
<button type="submit">${texts.button}</button>
</form>`;
    return pageResponse(c, { language, title: texts.confirm, content }, wrong ? problemTable[wrong.code].status : 200);
  }

  done(c: HttpContext): Response | Promise<Response> {
    const language = languageOf(c);
    const { done, doneHelp } = pageTexts[language];
    return pageResponse(c, { language, title: done, content: html`<p>${doneHelp}</p>` });
  }

  /** What went wrong, in words for whoever followed a link. */
  problem(c: HttpContext, problem: Problem): Response | Promise<Response> {
    const language = languageOf(c);
    const [title, help] = explain(problem.code, language);
    return pageResponse(c, { language, title, content: html`<p>${help}</p>` }, problemTable[problem.code].status);
  }

  #passwordField(language: PageLanguage): Markup {
    const { password, passwordHelp } = pageTexts[language];
    const { passwordMinLength } = this.#settings;
    return html`<label for="password">${password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${passwordMinLength}" maxlength="${maxPasswordLength}" aria-describedby="password-help">
<p id="password-help">${passwordHelp(passwordMinLength)}</p>`;
  }
}

function languageOf(c: HttpContext): PageLanguage {
  c.header('Vary', 'Accept, Accept-Language');
  return preferredLanguage(c.req.header('accept-language'), pageLanguages);
}

function explain(code: ProblemCode, language: PageLanguage): readonly [string, string] {
  const texts = pageTexts[language];
  if (code === 'already_verified') return [texts.verifiedBefore, texts.verifiedBeforeHelp];
  if (code === 'link_expired' || code === 'validation_failed') return [texts.expired, texts.expiredHelp];
  if (problemTable[code].status === 503) return [texts.later, texts.laterHelp];
  return [texts.wrong, texts.wrongHelp];
}

function instant(date: Date, language: PageLanguage): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(date)} UTC`;
}
