import { type UserState, type UserStatus, userStatuses } from '@users/domain';
import { stringify } from 'csv-stringify/sync';
import { tokens } from '../container/tokens.ts';
import { stopRequested } from '../run/signals.ts';
import { StartError } from '../run/start-error.ts';
import { systemContext } from '../run/system-context.ts';
import { type Command, type CommandInput, UsageError } from './command.ts';
import { toCells } from './transfer/csv-cells.ts';
import { Progress } from './transfer/progress.ts';
import { type Format, formatOf } from './transfer/source.ts';
import { openText } from './transfer/text-file.ts';
import { recordFields, secretFields, toUserRecord } from './transfer/user-record.ts';
import { withService } from './with-service.ts';

/** `users export` */
export const exportUsers: Command = {
  name: 'export',
  summary: 'Write users out as NDJSON or CSV, in the form that import takes in.',
  usage: [
    'export [--format ndjson|csv] [--status <status>] [--output <file|->] [--with-password-hashes]',
    '',
    '  --format <name>           told by the name of the file unless said; NDJSON on standard output',
    '  --status <status>         pending, active, suspended, deleted, or everyone; absent: all but the soft-deleted',
    '  --output <file|->         readable for its owner alone, and there only once it is complete; - (standard output)',
    '  --with-password-hashes    so that people can log in where it is imported; without it all of them are invited anew',
    '',
    'Example: users export --with-password-hashes --output users.ndjson',
  ].join('\n'),
  options: {
    format: { type: 'string' },
    status: { type: 'string' },
    output: { type: 'string', default: '-' },
    'with-password-hashes': { type: 'boolean', default: false },
  },
  async run({ config, options }) {
    const path = String(options.output);
    const format = formatOf(options.format, path);
    const status = statusOf(options);
    const withHashes = options['with-password-hashes'] === true;
    if (withHashes) {
      console.error('Password hashes are secrets: whoever has this can try passwords at leisure. Delete it after use.');
    }
    await withService(config(), 'export', async ({ container }) => {
      const target = openText(path, { whole: true });
      const progress = new Progress(process.stderr);
      const goOn = untilStopped();
      let rows = 0;
      try {
        const write = writer(format, withHashes);
        await target.write(write.head);
        for await (const page of container
          .resolve(tokens.useCases)
          .exportUsers.execute({ status }, systemContext('cli'))) {
          await target.write(write.page(page));
          rows += page.length;
          progress.update({ rows, share: null, detail: '' });
          goOn();
        }
        goOn();
        await target.finish();
      } catch (error) {
        await target.abandon();
        throw error;
      } finally {
        progress.clear();
      }
      console.error(`${rows} users${path === '-' ? '' : ` in ${path}`}.`);
    });
  },
};

/** A signal takes away what was written so far: it may be full of hashes, and nobody would look for it. */
function untilStopped(): () => void {
  let stopped = false;
  void stopRequested().then(() => {
    stopped = true;
  });
  return () => {
    if (stopped) throw new StartError('Stopped: there is no file.');
  };
}

function statusOf(options: CommandInput['options']): UserStatus | 'everyone' | null {
  const { status } = options;
  if (status === undefined) return null;
  const known = ([...userStatuses, 'everyone'] as const).find((each) => each === status);
  if (known === undefined) throw new UsageError(`--status is one of ${userStatuses.join(', ')}, everyone.`);
  return known;
}

/** The text of a file: what stands at its head, and each page. */
function writer(format: Format, withHashes: boolean) {
  if (format === 'ndjson') {
    const line = (user: UserState) => `${JSON.stringify(toUserRecord(user, withHashes))}\n`;
    return { head: '', page: (users: readonly UserState[]) => users.map(line).join('') };
  }
  const columns = recordFields.filter((field) => withHashes || !secretFields.has(field));
  const cells = (user: UserState) => toCells(toUserRecord(user, withHashes), columns);
  return {
    head: stringify([[...columns]]),
    page: (users: readonly UserState[]) => stringify(users.map(cells)),
  };
}
