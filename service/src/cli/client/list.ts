import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import type { Command } from '../command.ts';
import { printJson, table } from '../table.ts';
import { withService } from '../with-service.ts';
import { clientJson } from './client-output.ts';

/** `users client list` */
export const listClients: Command = {
  name: 'client list',
  summary: 'List the service clients and what they are granted.',
  usage: 'client list [--json]',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'client-list', async ({ container }) => {
      const found = await container.resolve(tokens.useCases).listClients.execute({}, systemContext('cli'));
      const clients = found.map(({ client }) => client);
      if (options.json) {
        printJson(clients.map(clientJson));
        return;
      }
      const rows = clients.map(({ id, name, permissions, createdAt, revokedAt }) => [
        ...[id, name, permissions.join(' '), createdAt.toISOString(), revokedAt?.toISOString() ?? ''],
      ]);
      console.log(table(['ID', 'NAME', 'PERMISSIONS', 'CREATED', 'REVOKED'], rows));
    });
  },
};
