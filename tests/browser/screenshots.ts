/**
 * Takes the pictures in `docs/images/`: every page, at phone and desktop width.
 *
 *     pnpm screenshots [folder]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Api } from '../support/browser/api.ts';
import { ConsolePage } from '../support/browser/console-page.ts';
import { launchBrowser } from '../support/browser/launch.ts';
import { connect, type VisitorOptions, visitor } from '../support/browser/visitor.ts';
import { administrator, startWorld } from '../support/browser/world.ts';
import { chromium } from '../support/services/chromium.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../docs/images');
const maxBytes = 150_000;
const looks = [
  { size: 'desktop', scheme: 'light', language: 'en' },
  { size: 'phone', scheme: 'dark', language: 'es' },
] as const satisfies readonly Partial<VisitorOptions>[];

const { url: program } = await chromium.startHere(console.log);
const [server, world] = await Promise.all([launchBrowser(program), startWorld({ BRAND_NAME: 'Wherry' })]);
const browser = await connect(server.wsEndpoint());
const api = new Api(world);

/** What leads to each picture. */
const pictures: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  // First, while nobody is there but those who are meant to be.
  console: async (page) => {
    const operator = await signedIn(page);
    await operator.go('Users');
  },
  'verify-email': async (page) => void (await page.goto((await api.link('verify_email')).link)),
  'verify-email-done': async (page) => {
    await page.goto((await api.link('verify_email')).link);
    await page.getByRole('button').click();
    await page.getByRole('button').waitFor({ state: 'detached' });
  },
  'reset-password': async (page) => void (await page.goto((await api.link('reset_password')).link)),
  'reset-password-refused': async (page) => {
    await page.goto((await api.link('reset_password')).link);
    await page.getByRole('textbox').fill('abab'.repeat(4));
    await page.getByRole('button').click();
    await page.getByRole('alert').waitFor();
  },
  'accept-invitation': async (page) => void (await page.goto((await api.link('accept_invitation')).link)),
  'confirm-email-change': async (page) => void (await page.goto((await api.link('confirm_email_change')).link)),
  'revert-email-change': async (page) => void (await page.goto((await api.link('revert_email_change')).link)),
  'link-expired': async (page) => void (await page.goto(`${world.url}/auth/reset-password?token=gone`)),
  problem: async (page) => void (await page.goto(`${world.url}/problems/version_mismatch`)),
  docs: async (page) => {
    await page.goto(`${world.url}/docs`);
    await page.getByRole('heading', { name: 'Users', exact: true }).waitFor();
  },
  redoc: async (page) => {
    await page.goto(`${world.url}/redoc`);
    await page.getByRole('heading', { name: 'Make an account' }).waitFor();
  },
  'console-user': async (page) => {
    const operator = await signedIn(page);
    await operator.open(`#/users/${await inviteOne('Grace Hopper', 'grace')}`);
    await operator.at('Grace Hopper');
  },
  'console-conflict': async (page) => {
    const operator = await signedIn(page);
    const id = await inviteOne('Alan Turing', 'alan');
    await operator.open(`#/users/${id}`);
    await operator.at('Alan Turing');
    await operator.fill('Change name or language', { 'Full name': 'Alan Mathison Turing' });
    await api.send('PATCH', `/users/${id}`, { full_name: 'Dr Alan Turing', locale: 'es' }, await api.logIn());
    await operator.submit('Change name or language');
    await page.getByRole('dialog', { name: 'Changed by somebody else' }).waitFor();
  },
};

async function signedIn(page: Page): Promise<ConsolePage> {
  const operator = new ConsolePage(page, world.url);
  await operator.open();
  await operator.signIn(administrator);
  await operator.at('Home');
  return operator;
}

let invited = 0;

/** @returns the id of a new user of this name */
async function inviteOne(full_name: string, name: string): Promise<string> {
  invited += 1;
  const email = `${name}.${invited}@example.com`;
  return (await api.send('POST', '/users', { email, full_name }, await api.logIn())).json.id;
}

/** So that lists have something in them. */
async function populate(): Promise<void> {
  for (const name of ['Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov', 'Frances Allen', 'Margaret Hamilton']) {
    await inviteOne(name, name.split(' ')[0]?.toLowerCase() ?? '');
  }
}

try {
  await mkdir(folder, { recursive: true });
  await populate();
  for (const look of looks) {
    for (const [name, open] of Object.entries(pictures)) {
      const { page, leave } = await visitor(browser, { origin: world.url, scale: 2, ...look });
      await open(page);
      const file = `${name}-${look.size}.webp`;
      const bytes = await picture(page);
      if (bytes.length > maxBytes) throw new Error(`${file} has ${bytes.length} bytes, more than ${maxBytes}`);
      await writeFile(join(folder, file), bytes);
      console.log(`  ${file.padEnd(38)}${String(Math.ceil(bytes.length / 1000)).padStart(4)} kB`);
      await leave();
    }
  }
} finally {
  await browser.close();
  await Promise.all([server.close(), world.close()]);
}

/** As WebP, which the browser writes itself: a third of the size of a PNG. */
async function picture(page: Page): Promise<Buffer> {
  await page.waitForLoadState('networkidle');
  // The references fade their colours in.
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  return Buffer.from(data, 'base64');
}
