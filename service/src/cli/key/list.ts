import type { Command } from '../command.ts';
import { printJson } from '../table.ts';
import { withService } from '../with-service.ts';
import { keyJson, keyTable } from './key-output.ts';

/** `users key list` */
export const listKeys: Command = {
  name: 'key list',
  summary: 'List the keys that sign access tokens, and what each is for.',
  usage: [
    'key list [--json]',
    '',
    'A key is signing, waiting for its time, or still verifying. `users key rotate` begins a new one.',
  ].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'key-list', async ({ crypto }) => {
      const listed = await crypto.signingKeys.overview();
      if (options.json) printJson({ keys: listed.map(keyJson) });
      else console.log(keyTable(listed));
    });
  },
};
