import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import type { Command } from '../command.ts';
import { endedLinksNote } from '../ended-links-note.ts';
import { withService } from '../with-service.ts';

/** `users client revoke` */
export const revokeClient: Command = {
  name: 'client revoke',
  summary: 'End a service client for good, with every token that it has.',
  usage: 'client revoke <id>\n\nIt stays in the list, as revoked. There is no way back: make another one.',
  argument: 'id',
  options: {},
  async run({ config, argument }) {
    const id = argument.toLowerCase();
    await withService(config(), 'client-revoke', async ({ container }) => {
      const input = { id, expectedVersion: null };
      const { endedLinks } = await container.resolve(tokens.useCases).revokeClient.execute(input, systemContext('cli'));
      console.log(`Revoked ${id}.${endedLinksNote(endedLinks)}`);
    });
  },
};
