import { randomBytes } from 'node:crypto';
import { tokens } from '../../container/tokens.ts';
import { openService } from '../../resources/open-service.ts';
import { StartError } from '../../run/start-error.ts';
import { systemContext } from '../../run/system-context.ts';
import { type Command, UsageError } from '../command.ts';
import { shownText } from '../shown-text.ts';

/** `users admin create` */
export const createAdmin: Command = {
  name: 'admin create',
  summary: 'Make an administrator who can log in at once.',
  usage: [
    'admin create --email <address> [--name <full name>] [--only-if-none]',
    '',
    'The password is taken from ADMIN_PASSWORD (or the file ADMIN_PASSWORD_FILE), else made and shown once.',
    'Runs beside a running service. With --only-if-none it does nothing where there is one already.',
    '',
    'Example: users admin create --email grace@example.com --name "Grace Hopper"',
  ].join('\n'),
  options: {
    email: { type: 'string' },
    name: { type: 'string', default: 'Administrator' },
    'only-if-none': { type: 'boolean', default: false },
  },
  async run({ config: load, options }) {
    const config = load();
    const fullName = shownText('name', options.name, 'fullName');
    if (fullName === '') throw new UsageError('Say what to call them: --name <full name>.');
    const email = String(options.email ?? config.admin.email ?? '');
    if (!email) throw new StartError('Say whose: users admin create --email <address>.');
    const password = config.admin.password ?? randomBytes(18).toString('base64url');
    const service = await openService(config, { role: 'admin-create', owner: false });
    try {
      const { userId } = await service.container
        .resolve(tokens.useCases)
        .createAdmin.execute(
          { email, password, fullName, onlyIfNone: options['only-if-none'] === true },
          systemContext('cli'),
        );
      if (userId === null) console.log('There is an administrator already: nothing was done.');
      else console.log(`Made ${email} (${userId}).`);
      if (userId !== null && config.admin.password === null) console.log(`Password, shown this once: ${password}`);
    } finally {
      await service.close();
    }
  },
};
