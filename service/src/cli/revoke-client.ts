import { tokens } from '../container/tokens.ts';
import { systemContext } from '../run/system-context.ts';
import type { Command } from './command.ts';
import { withService } from './with-service.ts';

/** `users revoke-client` */
export const revokeClient: Command = {
  name: 'revoke-client',
  summary: 'End a service client for good, with every token that it has.',
  usage: 'revoke-client <id>\n\nIt stays in the list, as revoked. There is no way back: make another one.',
  argument: 'id',
  options: {},
  async run({ config, argument }) {
    const id = argument.toLowerCase();
    await withService(config(), 'revoke-client', async ({ container }) => {
      await container.resolve(tokens.revokeClient).execute({ id, expectedVersion: null }, systemContext('cli'));
      console.log(`Revoked ${id}.`);
    });
  },
};
