import { envExample } from '../../config/env-example.ts';
import type { Command } from '../command.ts';

/** `users config example` */
export const printEnvExample: Command = {
  name: 'config example',
  summary: 'Print every variable with its meaning and default.',
  usage: 'config example\n\nExample: users config example > .env',
  options: {},
  async run() {
    process.stdout.write(envExample());
  },
};
