import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { Api } from './api.ts';
import { ConsolePage } from './console-page.ts';
import { connect, type Visitor, type VisitorOptions, visitor } from './visitor.ts';
import { administrator } from './world.ts';

/** For each test somebody who has just opened a browser before the console, and the API behind it. */
export class ConsoleScene {
  readonly world = inject('world');
  readonly api = new Api(this.world);
  #browser: Browser | null = null;
  #person: Visitor | null = null;
  #console: ConsolePage | null = null;

  /** Registers the hooks of the suite that it is made in. */
  constructor() {
    beforeAll(async () => {
      this.#browser = await connect(inject('browser'));
    });
    afterAll(() => this.#browser?.close());
    beforeEach(() => this.comeAs({}));
    afterEach(() => this.#person?.leave());
  }

  /** Whoever is there leaves, and somebody comes with a device of this kind. */
  async comeAs(manner: Omit<VisitorOptions, 'origin'>): Promise<void> {
    if (this.#browser === null) throw new Error('no browser yet');
    await this.#person?.leave();
    this.#person = await visitor(this.#browser, { origin: this.world.url, ...manner });
    this.#console = new ConsolePage(this.#person.page, this.world.url);
  }

  get page(): Page {
    if (this.#person === null) throw new Error('nobody is there');
    return this.#person.page;
  }

  get console(): ConsolePage {
    if (this.#console === null) throw new Error('nobody is there');
    return this.#console;
  }

  /** All that went wrong; the browser also calls an answer an error that refuses something, and tests provoke those. */
  async trouble(...provoked: number[]): Promise<readonly string[]> {
    const refusal = new RegExp(`responded with a status of (?:${provoked.join('|')})\\b`);
    const lines = (await this.#person?.trouble()) ?? [];
    return lines.filter((line) => provoked.length === 0 || !refusal.test(line));
  }

  async asAdministrator(): Promise<void> {
    await this.console.open();
    await this.console.signIn(administrator);
    await this.console.at('Home');
  }
}
