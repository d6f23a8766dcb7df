import { tokens } from '../container/tokens.ts';
import { systemContext } from '../run/system-context.ts';
import { type Command, UsageError } from './command.ts';
import { printJson } from './table.ts';
import { withService } from './with-service.ts';

/** `users restored` */
export const restored: Command = {
  name: 'restored',
  summary: 'After a restore from a backup: refuse all that was handed out before.',
  usage: [
    'restored --yes [--json]',
    '',
    'Run it once after each restore, before the service starts again. It ends every session, voids every link and access',
    'token, and raises the stream number of events, so that consumers do not take new events for old ones.',
    'Passwords, roles and everything else stay as the backup has them. See docs/operations.md.',
  ].join('\n'),
  options: { yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    if (!options.yes) throw new UsageError('This signs everybody out. Say --yes if that is what you want.');
    await withService(config(), 'restored', async ({ container }) => {
      const begun = await container.resolve(tokens.useCases).declareRestored.execute({}, systemContext('cli'));
      if (options.json) {
        printJson(begun);
        return;
      }
      console.log(`Events now carry stream ${begun.stream}.`);
      console.log(`Ended ${begun.sessions} sessions, and voided every link and token of ${begun.users} users.`);
    });
  },
};
