import type { StoredSigningKey } from '@users/application';
import { NodeIdGenerator } from '@users/crypto';
import type { Config } from '../../config/config.ts';
import { openDatabaseUrl } from '../../resources/database-url.ts';
import { Closers } from '../../run/closers.ts';
import { type Finding, failed, fine, off, reasonOf } from './finding.ts';

const oldestVersion = 15;
/** Tokens are checked with a tolerance of 5 s; half of it leaves room for a second process. */
const maxSkewMs = 2500;

export interface DatabaseFindings {
  readonly findings: readonly Finding[];
  /** Null when they could not be read. */
  readonly signingKeys: readonly StoredSigningKey[] | null;
}

/** PostgreSQL: there, new enough, its schema up to date, its clock like ours. */
export async function checkDatabase(config: Config): Promise<DatabaseFindings> {
  const { createPostgresAdapters, openDatabase, readServerFacts } = await import('@users/postgres');
  const closers = new Closers();
  try {
    const { url, directUrl } = await openDatabaseUrl(config, closers, 'guest', () => {});
    const database = openDatabase({ url, poolSize: 1, applicationName: 'users-doctor', onError: () => {} });
    closers.add('PostgreSQL connections', () => database.close());
    const askedAt = Date.now();
    const { version, now } = await readServerFacts(database.db);
    const clock = checkClock(now, askedAt, Date.now());
    const schema = await checkSchema(directUrl, config.embedded);
    const adapters = { db: database.db, ids: new NodeIdGenerator(), lifetime: config.sessionLifetime };
    const signingKeys = schema.status === 'ok' ? await createPostgresAdapters(adapters).signingKeys.all() : null;
    return { findings: [checkVersion(version, config.embedded), schema, clock], signingKeys };
  } catch (error) {
    const remedy = config.embedded
      ? 'Look into the log under DATA_DIR, or set DATABASE_URL to a PostgreSQL of your own.'
      : 'Start PostgreSQL, or mend DATABASE_URL: host, port, user, password, database.';
    return { findings: [failed('PostgreSQL', reasonOf(error), remedy)], signingKeys: null };
  } finally {
    await closers.closeAll();
  }
}

function checkVersion(version: number, embedded: boolean): Finding {
  const detail = `PostgreSQL ${version}${embedded ? ', embedded' : ''}`;
  if (version >= oldestVersion) return fine('PostgreSQL', detail);
  return failed('PostgreSQL', detail, `Upgrade it to PostgreSQL ${oldestVersion} or newer.`);
}

async function checkSchema(directUrl: string, embedded: boolean): Promise<Finding> {
  const { pendingMigrations } = await import('@users/postgres');
  try {
    const pending = await pendingMigrations(directUrl);
    if (pending.length === 0) return fine('schema', 'up to date');
    if (embedded) return off('schema', 'brought up to date at the next start');
    return failed('schema', `behind: ${pending.join(', ')}`, 'Run `users migrate`.');
  } catch (error) {
    return failed('schema', reasonOf(error), 'Mend DATABASE_DIRECT_URL: it must lead to the same database.');
  }
}

/** The server answered at some moment between the two times of ours: the nearer one is what it is held against. */
export function checkClock(server: Date, askedAt: number, answeredAt: number): Finding {
  const there = server.getTime();
  const skew = there < askedAt ? there - askedAt : Math.max(0, there - answeredAt);
  const seconds = (Math.abs(skew) / 1000).toFixed(1);
  if (Math.abs(skew) <= maxSkewMs) return fine('clock', 'agrees with PostgreSQL');
  const detail = `${seconds} s ${skew < 0 ? 'ahead of' : 'behind'} PostgreSQL`;
  return failed('clock', detail, 'Let both machines take the time from the same source (NTP).');
}
