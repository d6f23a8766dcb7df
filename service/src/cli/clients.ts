import type { ClientView } from '@users/application';
import { tokens } from '../container/tokens.ts';
import { systemContext } from '../run/system-context.ts';
import type { Command } from './command.ts';
import { printJson, table } from './table.ts';
import { withService } from './with-service.ts';

/** `users clients` */
export const listClients: Command = {
  name: 'clients',
  summary: 'List the service clients and what they are granted.',
  usage: 'clients [--json]',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'clients', async ({ container }) => {
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

/** A service client for programs, in the API's own names. */
export function clientJson({ createdAt, previousSecretUntil, revokedAt, ...client }: ClientView): object {
  return {
    ...client,
    ...{ created_at: createdAt, previous_secret_until: previousSecretUntil, revoked_at: revokedAt },
  };
}

/** Tells a new secret: to people with a word of warning, to programs beside the client. */
export function printSecret(done: string, client: ClientView, secret: string, json: boolean): void {
  if (json) printJson({ ...clientJson(client), client_secret: secret });
  else console.log(`${done} ${client.name} (${client.id}).\nSecret, shown this once: ${secret}`);
}
