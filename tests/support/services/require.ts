import { describe, it } from 'vitest';
import { allowedMissing } from './allowed-missing.ts';
import { type ServiceName, services } from './service.ts';

/**
 * A `describe` for tests that need running services.
 *
 * Without one they are skipped, the reason in their title, if TEST_ALLOW_MISSING names it; else they fail, so that a
 * forgotten service cannot pass for a green run.
 *
 * @param tests receives the address of each service, for use in hooks and tests: `({ kafka }) => …`
 */
export function describeWith<N extends ServiceName>(
  needs: N | readonly N[],
  name: string,
  tests: (addresses: Readonly<Record<N, string>>) => void,
): void {
  const names: readonly N[] = typeof needs === 'string' ? [needs] : needs;
  const absent = names.filter((one) => !process.env[services[one].variable]);
  const titles = absent.map((one) => services[one].title).join(' and ');
  const allowed = allowedMissing();
  // Skipped tests are still collected, to be counted; what they are handed looks like an address and leads nowhere.
  const addresses = Object.fromEntries(
    names.map((one) => [one, process.env[services[one].variable] || nowhere[one]]),
  ) as Record<N, string>;

  if (absent.length === 0) {
    describe(name, () => tests(addresses));
  } else if (absent.every((one) => allowed.has(one))) {
    describe.skip(`${name} (no ${titles}, as TEST_ALLOW_MISSING allows)`, () => tests(addresses));
  } else {
    const variables = absent.map((one) => services[one].variable).join(' and ');
    describe(name, () => {
      it(`has ${titles}`, () => {
        throw new Error(`${variables} not set: run \`pnpm test\`, or \`pnpm test:services\` beside this`);
      });
    });
  }
}

const nowhere: Readonly<Record<ServiceName, string>> = {
  postgres: 'postgres://nobody@127.0.0.1:1/nothing',
  redis: 'redis://127.0.0.1:1',
  kafka: '127.0.0.1:1',
  chromium: '/nowhere/chromium',
};
