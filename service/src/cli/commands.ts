import { relay, serve, start, worker } from '../roles/roles.ts';
import type { Command } from './command.ts';
import { createAdmin } from './create-admin.ts';
import { printEnvExample } from './env-example.ts';
import { migrate } from './migrate.ts';
import { secretKey } from './secret-key.ts';

/** All of them, in the order of the overview. */
export const commands: readonly Command[] = [
  start,
  serve,
  relay,
  worker,
  migrate,
  createAdmin,
  secretKey,
  printEnvExample,
];
