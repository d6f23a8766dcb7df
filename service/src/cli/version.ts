import { version } from '../run/version.ts';
import type { Command } from './command.ts';

/** `users version`, and `users --version` */
export const printVersion: Command = {
  name: 'version',
  summary: 'Print the version of this release.',
  usage: 'version\n\nThe same as `users --version`.',
  options: {},
  async run() {
    console.log(version);
  },
};
