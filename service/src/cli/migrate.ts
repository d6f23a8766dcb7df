import { migrateToLatest } from '@users/postgres';
import { openDatabaseUrl } from '../resources/database-url.ts';
import { Closers } from '../run/closers.ts';
import type { Command } from './command.ts';

/** `users migrate` */
export const migrate: Command = {
  name: 'migrate',
  summary: 'Bring the database schema up to date; safe beside a running service.',
  usage: 'migrate',
  options: {},
  async run({ config: load }) {
    const config = load('database');
    const closers = new Closers();
    try {
      const { directUrl } = await openDatabaseUrl(config, closers, 'guest', (line) => console.log(line));
      await migrateToLatest(directUrl, { log: (line: string) => console.log(line) });
    } finally {
      await closers.closeAll();
    }
  },
};
