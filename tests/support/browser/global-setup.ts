import type { TestProject } from 'vitest/node';
import { launchBrowser } from './launch.ts';
import { startWorld, type World } from './world.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tier's browser takes connections. */
    browser: string;
    world: World;
  }
}

/** One service and one browser for the whole tier. Without a browser the tests say so themselves. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const program = process.env.TEST_CHROMIUM;
  if (!program) return undefined;
  const [browser, world] = await Promise.all([launchBrowser(program), startWorld()]);
  project.provide('browser', browser.wsEndpoint());
  project.provide('world', { url: world.url, dataDir: world.dataDir });
  return async () => {
    await Promise.all([browser.close(), world.close()]);
  };
}
