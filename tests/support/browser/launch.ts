import { chromium } from 'playwright-core';

/**
 * Quiet and by itself: without a sandbox (containers run as root), with a profile of its own that is gone afterwards,
 * and asking nothing of anybody but the pages it is sent to.
 */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser at this path; others connect to `wsEndpoint()`. */
export function launchBrowser(executablePath: string) {
  return chromium.launchServer({ executablePath, headless: true, args: flags });
}
