import type { Locator, Page } from 'playwright-core';
import type { Account } from './api.ts';

/** The console as a person meets it: by what things are called, not by how they are made. */
export class ConsolePage {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.#url = `${origin}/console`;
  }

  /** @param place what stands after `#` */
  async open(place = ''): Promise<void> {
    await this.page.goto(`${this.#url}${place}`);
  }

  async signIn({ email, password }: Account): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.keyboard.press('Enter');
  }

  /** Waits for the page of this title. */
  async at(title: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    await this.page.locator('main:not([aria-busy])').waitFor();
  }

  /** By the header. @param title what the page is called that it leads to */
  async go(name: string, title = name): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
    await this.at(title);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The dialog that is on top. */
  get dialog(): Locator {
    return this.page.getByRole('dialog').last();
  }

  /** Opens the form of this name, fills it and leaves it open. */
  async fill(action: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.page.locator('main').getByRole('button', { name: action, exact: true }).click();
    await this.dialog.waitFor();
    for (const [label, value] of Object.entries(fields)) await this.dialog.getByLabel(label).fill(value);
  }

  /** Presses the button of the open form, which is called as the form. */
  async submit(action: string): Promise<void> {
    await this.dialog.getByRole('button', { name: action, exact: true }).click();
  }

  /** Fills, submits, and waits until it is said that it was done. */
  async perform(action: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.fill(action, fields);
    await this.submit(action);
    await this.said(`Done: ${action}.`);
  }

  /** Waits for what is announced. */
  async said(text: string): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: text }).waitFor();
  }

  /** Narrows the list that is shown. */
  async search(text: string, status = ''): Promise<void> {
    await this.page.getByLabel('Name or address contains').fill(text);
    await this.page.getByLabel('Status').selectOption(status);
    await this.button('Search').click();
    await this.page.waitForURL((url) => url.hash.includes(encodeURIComponent(text)));
    await this.page.locator('main:not([aria-busy])').waitFor();
  }

  /** What the page says of the thing under this label. */
  fact(label: string): Locator {
    return this.page.locator('dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]');
  }

  /** The forms that are offered, by name. */
  async offered(): Promise<readonly string[]> {
    return this.page.getByRole('group', { name: 'What you can do' }).getByRole('button').allTextContents();
  }
}
