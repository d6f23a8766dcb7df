import { createRequire } from 'node:module';

/** The release that runs: the version of the service's package. */
export const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
