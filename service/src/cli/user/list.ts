import type { UserView } from '@users/application';
import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import type { Command } from '../command.ts';
import { listInput } from './list-input.ts';
import { printJson, table } from '../table.ts';
import { userJson } from './user-json.ts';
import { withService } from '../with-service.ts';

/** `users user list` */
export const listUsers: Command = {
  name: 'user list',
  summary: 'List users by any combination of filters.',
  usage: [
    'user list [filters] [--sort <field>] [--limit <1-200>] [--cursor <text>] [--total] [--json]',
    '',
    '  --q <text>                part of the name or the address, three characters or more',
    '  --status <status>         pending, active, suspended or deleted; absent: all but deleted',
    '  --role <name>             who holds this role',
    '  --verified <yes|no>       whether the address is verified',
    '  --created-after <time>    inclusive, ISO 8601: 2026-03-01 or 2026-03-01T12:00:00Z',
    '  --created-before <time>   exclusive',
    '  --sort <field>            created_at, email or full_name; with - in front: the other way round (-created_at)',
    '  --total                   count all pages too',
    '',
    'Example: users user list --status suspended --sort email --json',
  ].join('\n'),
  options: {
    q: { type: 'string' },
    status: { type: 'string' },
    role: { type: 'string' },
    verified: { type: 'string' },
    'created-after': { type: 'string' },
    'created-before': { type: 'string' },
    sort: { type: 'string', default: '-created_at' },
    limit: { type: 'string', default: '50' },
    cursor: { type: 'string' },
    total: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  async run({ config, options }) {
    const input = listInput(options);
    await withService(config(), 'user-list', async ({ container }) => {
      const { items, next, total } = await container
        .resolve(tokens.useCases)
        .listUsers.execute(input, systemContext('cli'));
      const users = items.map(({ user }) => user);
      if (options.json) {
        printJson({ items: users.map(userJson), next, total });
        return;
      }
      console.log(table(['ID', 'E-MAIL', 'NAME', 'STATUS', 'ROLES', 'CREATED'], users.map(row)));
      if (total !== null) console.log(`\n${total} in all`);
      if (next !== null) console.log(`\nThere are more: --cursor ${next}`);
    });
  },
};

function row({ id, email, fullName, status, roles, createdAt }: UserView): string[] {
  return [id, email, fullName, status, roles.join(','), createdAt.toISOString()];
}
