import type { SessionList, UserView } from '@users/application';
import { parseEmailAddress, UserNotFound } from '@users/domain';
import { tokens } from '../../container/tokens.ts';
import type { Service } from '../../resources/open-service.ts';
import { systemContext } from '../../run/system-context.ts';
import type { Command } from '../command.ts';
import { printJson, table } from '../table.ts';
import { userJson } from './user-json.ts';
import { withService } from '../with-service.ts';

/** `users user show` */
export const showUser: Command = {
  name: 'user show',
  summary: 'Show one user, and where they are signed in.',
  usage: 'user show <id|email> [--json]\n\nExample: users user show ada@example.com',
  argument: 'id or e-mail address',
  options: { json: { type: 'boolean', default: false } },
  async run({ config, options, argument }) {
    await withService(config(), 'user-show', async (service) => {
      const context = systemContext('cli');
      const id = await findId(service, argument);
      const { user } = await service.container.resolve(tokens.useCases).getUser.execute({ id }, context);
      const { sessions } = await service.container.resolve(tokens.useCases).listSessions.execute({ id }, context);
      if (options.json) printJson({ ...userJson(user), sessions: sessions.map(sessionJson) });
      else console.log(`${card(user)}\n\n${sessionTable(sessions)}`);
    });
  },
};

/** The id of a user named by id or address. @throws UserNotFound, InvalidEmailAddress */
export async function findId({ container }: Service, named: string): Promise<string> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(named)) return named.toLowerCase();
  const found = await container.resolve(tokens.credentialsReader).byEmail(parseEmailAddress(named));
  if (found === null) throw new UserNotFound();
  return found.user.id;
}

function card(user: UserView): string {
  return table(
    ['FIELD', 'VALUE'],
    Object.entries(userJson(user)).map(([name, value]) => [name, shown(value)]),
  );
}

function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Sessions = SessionList['sessions'];

function sessionTable(sessions: Sessions): string {
  if (sessions.length === 0) return 'Signed in nowhere.';
  const rows = sessions.map(({ id, device, network, createdAt, lastUsedAt }) => [
    ...[id, device ?? '', network ?? ''],
    ...[createdAt.toISOString(), lastUsedAt.toISOString()],
  ]);
  return table(['SESSION', 'DEVICE', 'NETWORK', 'CREATED', 'LAST USED'], rows);
}

function sessionJson({ id, device, network, createdAt, lastUsedAt }: Sessions[number]) {
  return { id, device, network, created_at: createdAt, last_used_at: lastUsedAt };
}
