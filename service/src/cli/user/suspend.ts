import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import { type Command, UsageError } from '../command.ts';
import { endedLinksNote } from '../ended-links-note.ts';
import { findId } from './show.ts';
import { shownText } from '../shown-text.ts';
import { withService } from '../with-service.ts';

/** `users user suspend` */
export const suspendUser: Command = {
  name: 'user suspend',
  summary: 'Lock an account: no log-in, every session ends, its owner is told.',
  usage: [
    'user suspend <id|email> --reason <text>',
    '',
    'The reason is for administrators; the owner is not told it.',
    '',
    'Example: users user suspend ada@example.com --reason "Card reported stolen."',
  ].join('\n'),
  argument: 'id or e-mail address',
  options: { reason: { type: 'string' } },
  async run({ config, options, argument }) {
    const reason = shownText('reason', options.reason, 'reason');
    if (reason === '') throw new UsageError('Say why: --reason <text>.');
    await withService(config(), 'user-suspend', async (service) => {
      const id = await findId(service, argument);
      const input = { id, reason, expectedVersion: null };
      const { user, endedLinks } = await service.container
        .resolve(tokens.useCases)
        .suspendUser.execute(input, systemContext('cli'));
      console.log(`Suspended ${user.email} (${user.id}).${endedLinksNote(endedLinks)}`);
    });
  },
};
