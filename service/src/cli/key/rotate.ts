import type { SigningKeyOverview } from '@users/crypto';
import type { Command } from '../command.ts';
import { printJson } from '../table.ts';
import { withService } from '../with-service.ts';
import { keyJson, keyTable } from './key-output.ts';

/** `users key rotate` */
export const rotateKey: Command = {
  name: 'key rotate',
  summary: 'Make a new key for access tokens now, instead of at its time.',
  usage: [
    'key rotate [--json]',
    '',
    'Without it, keys are replaced by themselves after SIGNING_KEY_ROTATION_DAYS.',
    'A new key is published first and signs once every verifier knows it; the one before verifies until its last token is',
    'over. So no token is refused, and nobody needs to log in again.',
  ].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'key-rotate', async ({ crypto }) => {
      const { made, kid } = await crypto.signingKeys.rotate();
      const listed = await crypto.signingKeys.overview();
      if (options.json) printJson({ made, kid, keys: listed.map(keyJson) });
      else console.log([story({ made, kid }, listed), '', keyTable(listed)].join('\n'));
    });
  },
};

/** What happened, and what happens when. */
function story({ kid, made }: { kid: string; made: boolean }, listed: readonly SigningKeyOverview[]): string {
  const key = listed.find((each) => each.kid === kid);
  const before = listed.findLast((each) => each.state === 'signing' && each.kid !== kid);
  return [
    made ? `Made the key ${kid}.` : `The key ${kid} waits for its time already: no other was made.`,
    key && key.state === 'waiting' ? `It is published now, and signs from ${key.activatesAt.toISOString()} on.` : '',
    before?.retiresAt
      ? `The key ${before.kid} signs until then, and verifies until ${before.retiresAt.toISOString()}.`
      : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
