import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { insertManyUsers, oneOfMany } from '../../support/many-users.ts';
import { runCommand, type Variables } from '../../support/service-process.ts';
import { startSmtpSink } from '../../support/smtp-sink.ts';
import { until } from '../../support/until.ts';
import { checkAll } from '../chaos/checks/check-all.ts';
import { Driver } from '../chaos/driver/driver.ts';
import { Mailbox } from '../chaos/driver/mailbox.ts';
import { audit } from '../chaos/run/audit.ts';
import { gather } from '../chaos/run/gather.ts';
import { unfinished } from '../chaos/run/recovery.ts';
import { Servers } from '../chaos/world/servers.ts';
import { admin, createTopics, deployment } from '../chaos/world/world.ts';
import { Fleet } from './upgrade/fleet.ts';
import { type Lists, readLists } from './upgrade/lists.ts';
import { checkOut } from './upgrade/release.ts';
import { wrongAnswers } from './upgrade/wrong-answers.ts';

export type UpgradeOptions = {
  /** The commit to come from. */
  readonly from: string;
  /** Under load for a third of this before the migrations, between them and the new processes, and after those. */
  readonly seconds: number;
  /** How many users are in the table beside those who act. */
  readonly users: number;
  readonly members: number;
  readonly seed: number;
  readonly print?: (line: string) => void;
};

export type Upgrade = { readonly counts: Readonly<Record<string, number>>; readonly complaints: readonly string[] };

/**
 * A deployment of an older release comes to the present one while people use it: first the schema, which the old
 * processes go on with for a while, then one process after the other. Nobody is to notice.
 */
export async function upgrade(options: UpgradeOptions): Promise<Upgrade> {
  const { from, seconds, users, members, seed, print = () => {} } = options;
  const closers: (() => unknown)[] = [];
  try {
    print(`installing ${from}`);
    const release = await checkOut(from);
    closers.push(() => release.remove());
    print('starting PostgreSQL, Redis and Kafka');
    const servers = await Servers.start();
    closers.push(() => servers.stop());
    const mailbox = new Mailbox();
    const smtp = await startSmtpSink(mailbox.take);
    closers.push(() => smtp.close());
    await createTopics(servers.kafka.url);
    const { url } = servers.postgres;
    const addresses = { REDIS_URL: servers.redis.url, KAFKA_BROKERS: servers.kafka.url, SMTP_URL: smtp.url };
    const variables = { ...deployment(), DATABASE_URL: url, ...addresses };

    await migrate(variables, release.program);
    const database = new pg.Client({ connectionString: url });
    await database.connect();
    closers.push(() => database.end());
    print(`writing ${users} users`);
    await insertManyUsers(database, users);

    print(`starting the processes of ${from}`);
    const fleet = await Fleet.gather(variables);
    closers.push(() => fleet.close());
    for (const role of ['serve', 'serve', 'relay', 'worker']) await fleet.start(role, release.program);

    const urls = [fleet.balancer.url];
    // A connection for each request: when the balancer has withdrawn an instance, nobody talks to it any more.
    const headers = { connection: 'close' };
    const driver = new Driver({ urls, mailbox, admin, seed, members, headers, older: true });
    driver.start();
    let going = true;
    const lists = readLists(driver.client, admin, () => going);
    const phase = () => delay((seconds * 1000) / 3);
    await phase();
    print('migrating');
    const since = performance.now();
    print((await migrate(variables)).trim().replaceAll('\n', ', '));
    const migratedMs = performance.now() - since;
    print(`the processes of ${from} go on`);
    await phase();
    await fleet.roll(print);
    await phase();
    going = false;
    await driver.stop();
    const read = await lists;
    print('waiting for what is left to be done');
    await settled(database);
    const { history } = driver;
    const audited = await audit(history, fleet.balancer.url);
    await settled(database);
    // Only now everybody is of the release that has a feed.
    await driver.follower.toTheEnd();
    await driver.streamer.toTheEnd();
    const evidence = await gather({ servers, mailbox, urls, admin }, history, []);
    const { rows: parked } = await database.query('select type, reason from tasks where parked_at is not null');
    return {
      counts: {
        requests: history.writes.length + history.reads,
        acknowledged: history.count('acknowledged'),
        lists: read.answered,
        events: evidence.log.length,
        records: evidence.published.length,
        mails: evidence.mails.length,
        'passwords and tokens tried': audited.tried,
        'ms of migrating': Math.round(migratedMs),
      },
      complaints: [
        ...wrongAnswers(history),
        ...(read as Lists).complaints,
        ...history.contradictions,
        ...audited.complaints,
        ...parked.map(({ type, reason }) => `a task ${type} was parked: ${reason}`),
        ...fleet.complaints(),
        ...checkAll({ ...evidence, users: evidence.users.filter(({ email }) => !email.startsWith(oneOfMany)) }),
      ],
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** @returns what it printed. @throws Error with that when it fails */
async function migrate(variables: Variables, program?: string): Promise<string> {
  const { code, output } = await runCommand(['migrate'], variables, undefined, program);
  if (code !== 0) throw new Error(`users migrate ended with ${code}:\n${output}`);
  return output;
}

/** No task left, and all events published. */
async function settled(database: pg.Client): Promise<void> {
  const none = async (from: string): Promise<boolean> => {
    return (await database.query(`select from ${from} limit 1`)).rows.length === 0;
  };
  const patience = { timeoutMs: 180_000, intervalMs: 100 };
  await until('no task to be left', () => none(unfinished), patience);
  await until('the outbox to be empty', () => none('outbox'), patience);
}
