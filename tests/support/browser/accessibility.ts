import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Every violation that axe finds on the page as it stands, with where: all its rules, also those of good practice. */
export async function violations(page: Page): Promise<readonly string[]> {
  // As the debugger does, past the page's own policy, which allows no script.
  await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}
