import type { SigningKeyOverview } from '@users/crypto';
import { type Command, UsageError } from './command.ts';
import { printJson, table } from './table.ts';
import { withService } from './with-service.ts';

/** `users keys` */
export const keys: Command = {
  name: 'keys',
  summary: 'List the keys that sign access tokens, or begin a new one.',
  usage: [
    'keys <list|rotate> [--json]',
    '',
    '  list     each key and what it is for: signing, waiting for its time, or still verifying',
    '  rotate   makes a new key now instead of at its time (SIGNING_KEY_ROTATION_DAYS)',
    '',
    'A new key is published first and signs once every verifier knows it; the one before verifies until its last token is',
    'over. So no token is refused, and nobody needs to log in again.',
    '',
    'Example: users keys rotate',
  ].join('\n'),
  argument: 'action: list or rotate',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options, argument }) {
    if (argument !== 'list' && argument !== 'rotate') throw new UsageError('Say which: list or rotate.');
    await withService(config(), 'keys', async ({ crypto }) => {
      const rotation = argument === 'rotate' ? await crypto.signingKeys.rotate() : null;
      const listed = await crypto.signingKeys.overview();
      if (options.json)
        printJson({ ...(rotation && { made: rotation.made, kid: rotation.kid }), keys: listed.map(keyJson) });
      else console.log([...(rotation === null ? [] : [story(rotation, listed), '']), keyTable(listed)].join('\n'));
    });
  },
};

function keyTable(listed: readonly SigningKeyOverview[]): string {
  const rows = listed.map(({ kid, state, createdAt, activatesAt, retiresAt, opens }) => [
    ...[kid, opens ? state : `${state}, cannot be opened here`],
    ...[createdAt.toISOString(), activatesAt.toISOString(), retiresAt?.toISOString() ?? ''],
  ]);
  return table(['KID', 'STATE', 'CREATED', 'SIGNS FROM', 'GONE AT'], rows);
}

function keyJson({ kid, state, createdAt, activatesAt, retiresAt, opens }: SigningKeyOverview) {
  return { kid, state, created_at: createdAt, activates_at: activatesAt, retires_at: retiresAt, opens };
}

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
