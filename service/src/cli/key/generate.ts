import { generateSecretKey } from '@users/crypto';
import type { Command } from '../command.ts';

/** `users key generate` */
export const generateKey: Command = {
  name: 'key generate',
  summary: 'Print a new key for SECRET_KEYS.',
  usage:
    'key generate\n\nTo rotate: add it last everywhere, then move it first, and drop the old one later. See SECURITY.md.',
  options: {},
  async run() {
    console.log(generateSecretKey());
  },
};
