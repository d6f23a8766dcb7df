import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import { clientInput } from './client-input.ts';
import { printSecret } from './client-output.ts';
import type { Command } from '../command.ts';
import { withService } from '../with-service.ts';

/** `users client create` */
export const createClient: Command = {
  name: 'client create',
  summary: 'Make a service client; its secret is shown once.',
  usage: [
    'client create --name <text> --permissions <list> [--description <text>] [--json]',
    '',
    'Example: users client create --name billing --permissions users:read,sessions:read',
  ].join('\n'),
  options: {
    name: { type: 'string' },
    permissions: { type: 'string' },
    description: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
  async run({ config, options }) {
    const input = clientInput(options);
    await withService(config(), 'client-create', async ({ container }) => {
      const made = await container.resolve(tokens.useCases).createClient.execute(input, systemContext('cli'));
      printSecret('Made', made.client, made.secret, options.json === true);
    });
  },
};
