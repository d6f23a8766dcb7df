import { type LinkKind, type PageLanguage, pageTexts } from '@users/http/accounts/page-texts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { violations } from '../support/browser/accessibility.ts';
import { type Account, Api, password } from '../support/browser/api.ts';
import { connect, type Visitor, type VisitorOptions, visitor } from '../support/browser/visitor.ts';
import { describeWith } from '../support/services/require.ts';

const newPassword = 'seven herons over the mill';

type Reader = Required<Pick<VisitorOptions, 'language' | 'size' | 'scheme' | 'javaScript'>> & {
  readonly language: PageLanguage;
};

/** Every setting meets both values of every other one. */
const readers: readonly [Reader, ...Reader[]] = [
  { language: 'en', size: 'desktop', scheme: 'light', javaScript: true },
  { language: 'es', size: 'phone', scheme: 'dark', javaScript: true },
  { language: 'en', size: 'phone', scheme: 'dark', javaScript: false },
  { language: 'es', size: 'desktop', scheme: 'light', javaScript: false },
];

interface Kind {
  readonly kind: LinkKind;
  readonly choosesPassword: boolean;
  /** What is good to log in with afterwards. */
  readonly logsIn: boolean;
}

const kinds: readonly Kind[] = [
  { kind: 'verify_email', choosesPassword: false, logsIn: true },
  { kind: 'reset_password', choosesPassword: true, logsIn: true },
  { kind: 'accept_invitation', choosesPassword: true, logsIn: true },
  { kind: 'confirm_email_change', choosesPassword: false, logsIn: true },
  // Whoever changed the address knew the password: it ends.
  { kind: 'revert_email_change', choosesPassword: false, logsIn: false },
];

describeWith('chromium', 'the pages behind the links in mails', () => {
  const world = inject('world');
  const api = new Api(world);
  const open: Visitor[] = [];
  let browser: Browser;

  beforeAll(async () => {
    browser = await connect(inject('browser'));
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const visitor of open.splice(0)) await visitor.leave();
  });

  async function reader(options: Omit<VisitorOptions, 'origin'>): Promise<Visitor> {
    const here = await visitor(browser, { origin: world.url, ...options });
    open.push(here);
    return here;
  }

  const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

  /** The page is as it should be for this reader. */
  async function check({ page, trouble }: Visitor, { language, javaScript }: Reader): Promise<void> {
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    if (javaScript) expect(await violations(page)).toEqual([]);
    expect(await trouble()).toEqual([]);
  }

  describe.each(kinds)('$kind', ({ kind, choosesPassword, logsIn }) => {
    it.each(readers)('$language, $size, $scheme, script $javaScript', async (settings) => {
      const texts = pageTexts[settings.language].links[kind];
      const { link, ...account } = await api.link(kind);
      const here = await reader(settings);
      await here.page.goto(link);
      expect(await heading(here.page)).toBe(texts.title);
      await check(here, settings);
      await (settings.javaScript ? byPointer : byKeyboard)(here.page, choosesPassword);
      await here.page.getByRole('heading', { name: texts.done }).waitFor();
      await check(here, settings);
      const after: Account = choosesPassword ? { ...account, password: newPassword } : account;
      expect(await api.canLogIn(after)).toBe(logsIn);
    });
  });

  it.each(readers)('ask again for a password that is too weak: $language, $scheme', async (settings) => {
    const { link, email } = await api.link('reset_password');
    const here = await reader(settings);
    await here.page.goto(link);
    await here.page.getByRole('textbox').fill('abab'.repeat(4));
    await here.page.getByRole('button').click();
    await here.page.getByRole('alert').waitFor();
    expect(await here.page.getByRole('alert').textContent()).toBe(pageTexts[settings.language].tooWeak);
    await check(here, settings);
    expect(await api.canLogIn({ email, password })).toBe(true);
    await byKeyboard(here.page, true);
    await here.page.getByRole('heading', { name: pageTexts[settings.language].links.reset_password.done }).waitFor();
  });

  it.each(readers)('explain a link that is spent: $language, $scheme', async (settings) => {
    const here = await reader(settings);
    await here.page.goto(`${world.url}/auth/reset-password?token=long-gone`);
    expect(await heading(here.page)).toBe(pageTexts[settings.language].expired);
    await check(here, settings);
  });

  it.each(['/problems/validation_failed', '/rels/login'])('explain names: %s', async (path) => {
    for (const scheme of ['light', 'dark'] as const) {
      const settings = { ...readers[0], scheme };
      const here = await reader(settings);
      await here.page.goto(`${world.url}${path}`);
      await check(here, settings);
    }
  });

  async function byPointer(page: Page, choosesPassword: boolean): Promise<void> {
    if (choosesPassword) await page.getByRole('textbox').fill(newPassword);
    await page.getByRole('button').click();
  }

  /** The form is all that there is to reach. */
  async function byKeyboard(page: Page, choosesPassword: boolean): Promise<void> {
    await page.keyboard.press('Tab');
    if (choosesPassword) await page.keyboard.insertText(newPassword);
    await page.keyboard.press('Enter');
  }
});
