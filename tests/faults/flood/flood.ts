import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createProduction, tokenIn } from '../../support/production.ts';
import { ApiClient } from '../../support/api-client.ts';
import { insertManyUsers, oneOfMany } from '../../support/many-users.ts';
import { startService } from '../../support/service-process.ts';
import { type Counts, count, keysLeft, noteWrittenRows } from './counts.ts';
import { bystanders, type Delays, firehose, type Owner, owner } from './people.ts';

export interface FloodOptions {
  /** A server on which a database can be made. */
  readonly postgres: string;
  readonly seconds: number;
  /** For so long somebody else is served before the flood, to compare with. */
  readonly quietSeconds: number;
  /** How long to wait for the keys to go, after the flood. */
  readonly restSeconds: number;
  readonly print: (line: string) => void;
}

export interface FloodResult {
  readonly seconds: number;
  /** Requests that were answered, by status. */
  readonly flood: Readonly<Record<string, number>>;
  readonly owner: Owner;
  /** Of somebody else's mail, without the flood and under it. */
  readonly quiet: Delays;
  readonly flooded: Delays;
  readonly counts: Counts;
  /** Rows of keys after `restSeconds`. */
  readonly keysLeft: number;
}

const password = 'a long night by the sea';
export const victims = { owner: 'owner@example.com', pending: 'pending@example.com' } as const;

/**
 * One caller without an account asks for a reset of one address 85 times a second, and for registrations and links beside
 * it, while the owner of that address logs in and changes things, and somebody else asks for a reset now and then.
 */
export async function flood(options: FloodOptions): Promise<FloodResult> {
  const { postgres, seconds, quietSeconds, restSeconds, print } = options;
  const production = await createProduction({ postgres });
  const database = new pg.Client({ connectionString: production.databaseUrl });
  await database.connect();
  await noteWrittenRows(database);
  await insertManyUsers(database, 8 * (quietSeconds + seconds));
  const service = await startService('start', production.variables);
  try {
    const api = new ApiClient(service.url);
    const { smtp } = production;
    const registration = (email: string) => ({ email, password, full_name: 'Somebody' });
    for (const email of Object.values(victims)) await api.post('/auth/register', registration(email));
    const token = tokenIn((await smtp.waitForMail(victims.owner)).text);
    await api.post('/auth/verify-email', { token });
    await smtp.waitForMail(victims.pending);
    // No pause and no key is left of this.
    await database.query(`update request_keys set expires_at = now() - interval '1 hour'`);
    await database.query(`update link_pauses set last_at = now() - interval '2 hours'`);
    print('somebody else asks for resets, with no flood');
    // Accounts of even numbers may be deleted ones.
    const others = bystanders(api, smtp, (index) => `${oneOfMany}${2 * index + 1}@example.com`);
    const quiet = await others.serve(quietSeconds);
    print('the flood begins');
    const before = await count(database, victims);
    const mailsBefore = smtp.mails.length;
    const until = AbortSignal.timeout(seconds * 1000);
    const [streams, ownersDay, flooded] = await Promise.all([
      Promise.all([
        firehose(api, { path: '/auth/request-password-reset', body: { email: victims.owner }, perSecond: 85 }, until),
        firehose(api, { path: '/auth/register', body: registration(victims.owner), perSecond: 10 }, until),
        firehose(api, { path: '/auth/register', body: registration(victims.pending), perSecond: 10 }, until),
        firehose(api, { path: '/auth/resend-verification', body: { email: victims.pending }, perSecond: 20 }, until),
      ]),
      owner(api, { email: victims.owner, password }, until),
      others.serve(seconds),
    ]);
    print('the flood is over');
    // The last mails of it come a moment late.
    await delay(2000);
    const mails = smtp.mails.slice(mailsBefore);
    const counts = (await count(database, victims)).since(before, { mails, bystanders: flooded.asked });
    if (restSeconds > 0) {
      print(`waiting ${restSeconds} s`);
      await delay(restSeconds * 1000);
    }
    return {
      ...{ seconds, quiet, flooded, counts },
      flood: merged(streams),
      owner: ownersDay,
      keysLeft: await keysLeft(database),
    };
  } finally {
    await service.stop();
    await database.end();
    await production.close();
  }
}

function merged(streams: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [status, times] of streams.flatMap(Object.entries)) sums[status] = (sums[status] ?? 0) + Number(times);
  return sums;
}
