import { defaultGraceSeconds } from '@users/domain';
import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import { graceSeconds } from './client-input.ts';
import { printSecret } from './client-output.ts';
import type { Command } from '../command.ts';
import { withService } from '../with-service.ts';

/** `users client rotate` */
export const rotateClient: Command = {
  name: 'client rotate',
  summary: 'Give a service client a new secret, shown once.',
  usage: [
    'client rotate <id> [--grace <seconds>] [--json]',
    '',
    `The secret before stays good for the grace: ${defaultGraceSeconds} seconds unless told, a week at most.`,
    'With 0, for a secret in wrong hands, it ends at once, and so do the tokens that it got.',
    '',
    'Example: users client rotate 0198c6f4-5b1e-7a40-9c55-2f0d3c1b7a10 --grace 0',
  ].join('\n'),
  argument: 'id',
  options: {
    grace: { type: 'string', default: String(defaultGraceSeconds) },
    json: { type: 'boolean', default: false },
  },
  async run({ config, options, argument }) {
    const input = { id: argument.toLowerCase(), graceSeconds: graceSeconds(options), expectedVersion: null };
    await withService(config(), 'client-rotate', async ({ container }) => {
      const rotated = await container.resolve(tokens.useCases).rotateClientSecret.execute(input, systemContext('cli'));
      printSecret('Rotated the secret of', rotated.client, rotated.secret, options.json === true);
    });
  },
};
