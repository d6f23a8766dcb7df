import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../../chaos/driver/administrator.ts';
import type { RecordedClient } from '../../chaos/driver/recorded-client.ts';

export type Lists = { readonly answered: number; readonly complaints: readonly string[] };

const paths = [
  '/users?limit=50',
  '/users?status=active&sort=email&limit=20',
  '/users?q=number&limit=20',
  '/users?limit=1',
];

/** An administrator looks through lists, one after the other. Each has somebody in it. */
export async function readLists(client: RecordedClient, admin: Credentials, going: () => boolean): Promise<Lists> {
  const logIn = { account: admin.email, operation: 'log in', path: '/auth/login', body: admin };
  const { body } = await client.write(logIn);
  const complaints: string[] = [];
  let answered = 0;
  for (let number = 0; going(); number += 1) {
    const path = paths[number % paths.length] as string;
    const answer = await client.read(path, body?.access_token);
    const listed = answer?.body?._embedded?.item?.length ?? 0;
    if (answer?.status === 200 && listed > 0) answered += 1;
    else complaints.push(`GET ${path}: ${answer?.status} with ${listed} users`);
    await delay(20);
  }
  return { answered, complaints };
}
