import { openDatabaseUrl } from '../resources/database-url.ts';
import { Closers } from '../run/closers.ts';
import type { Command } from './command.ts';

/** `users migrate` */
export const migrate: Command = {
  name: 'migrate',
  summary: 'Bring the database schema up to date; safe beside a running service.',
  usage: [
    'migrate',
    '',
    'Needs DATABASE_URL alone (DATABASE_DIRECT_URL where a transaction pooler stands in between). All or nothing; run twice',
    'or by two at once it is done once. Run it before processes of a newer release start.',
  ].join('\n'),
  options: {},
  async run({ config: load }) {
    const config = load('database');
    const { migrateToLatest } = await import('@users/postgres');
    const closers = new Closers();
    try {
      const { directUrl } = await openDatabaseUrl(config, closers, 'guest', (line) => console.log(line));
      const run = await migrateToLatest(directUrl, { log: (line: string) => console.log(line) });
      if (run.length === 0) console.log('The schema is up to date already.');
    } finally {
      await closers.closeAll();
    }
  },
};
