import { tokens } from '../../container/tokens.ts';
import { systemContext } from '../../run/system-context.ts';
import type { Command } from '../command.ts';
import { printJson, table } from '../table.ts';
import { withService } from '../with-service.ts';

/** `users role list` */
export const listRoles: Command = {
  name: 'role list',
  summary: 'List the roles and what they allow.',
  usage: 'role list [--json]',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options }) {
    await withService(config(), 'role-list', async ({ container }) => {
      const found = await container.resolve(tokens.useCases).listRoles.execute({}, systemContext('cli'));
      const roles = found.map(({ role }) => role);
      if (options.json) {
        printJson(roles.map(({ builtIn, ...role }) => ({ ...role, built_in: builtIn })));
        return;
      }
      const rows = roles.map(({ name, builtIn, permissions, description }) => [
        ...[name, builtIn ? 'yes' : 'no', permissions.join(' '), description],
      ]);
      console.log(table(['NAME', 'BUILT IN', 'PERMISSIONS', 'DESCRIPTION'], rows));
    });
  },
};
