import { envExample } from '../config/env-example.ts';
import type { Command } from './command.ts';

/** `users env-example` */
export const printEnvExample: Command = {
  name: 'env-example',
  summary: 'Print every variable with its meaning and default.',
  usage: 'env-example\n\nExample: users env-example > .env',
  options: {},
  async run() {
    process.stdout.write(envExample());
  },
};
