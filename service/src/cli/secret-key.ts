import { generateSecretKey } from '@users/crypto';
import type { Command } from './command.ts';

/** `users secret-key` */
export const secretKey: Command = {
  name: 'secret-key',
  summary: 'Print a new key for SECRET_KEYS.',
  usage:
    'secret-key\n\nTo rotate: add it last everywhere, then move it first, and drop the old one later. See SECURITY.md.',
  options: {},
  async run() {
    console.log(generateSecretKey());
  },
};
