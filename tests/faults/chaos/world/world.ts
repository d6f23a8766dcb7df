import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSecretKey } from '@users/crypto';
import { eventTypes } from '@users/events';
import { migrateToLatest } from '@users/postgres/migrator';
import { Kafka, logLevel } from 'kafkajs';
import { operationsListener, startService, type Variables } from '../../../support/service-process.ts';
import { freePort } from '../../../support/services/free-port.ts';
import { afterDeath } from '../../../support/services/guard.ts';
import { temporaryFolder } from '../../../support/services/temporary-folder.ts';
import { type SmtpSink, startSmtpSink } from '../../../support/smtp-sink.ts';
import { Mailbox } from '../driver/mailbox.ts';
import { type SlotName, slotNames } from '../plan/fault.ts';
import { type Links, openLinks } from './links.ts';
import { Servers } from './servers.ts';
import { Slot } from './slot.ts';

/** A whole deployment: two processes of each role, their servers, and a link that can be cut between any two. */
export type World = {
  readonly servers: Servers;
  readonly smtp: SmtpSink;
  readonly mailbox: Mailbox;
  readonly slots: ReadonlyMap<SlotName, Slot>;
  readonly links: ReadonlyMap<SlotName, Links>;
  readonly admin: { readonly email: string; readonly password: string };
  /** Where clients reach the instances of the API. */
  readonly urls: readonly string[];
  /** Where those instances tell how their parts are. */
  readonly operations: readonly string[];
  close(): Promise<void>;
};

export type WorldOptions = {
  readonly slots?: readonly SlotName[];
  /** Where PostgreSQL keeps its data; a temporary folder unless told. */
  readonly postgresFolder?: string;
  /** For every process, on top of what a deployment needs. */
  readonly variables?: Variables;
  readonly print?: (line: string) => void;
};

const partitions = 3;
const compileCache = fileURLToPath(new URL('../../../../.cache/compiled/', import.meta.url));

/** Starts everything; what was started is ended again when something does not start. */
export async function createWorld({
  slots: names = slotNames,
  variables = {},
  postgresFolder,
  print = () => {},
}: WorldOptions = {}): Promise<World> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    print('starting PostgreSQL, Redis and Kafka');
    const servers = await Servers.start(postgresFolder);
    closers.push(() => servers.stop());
    const mailbox = new Mailbox();
    const smtp = await startSmtpSink(mailbox.take);
    closers.push(() => smtp.close());
    await migrateToLatest(servers.postgres.url);
    await createTopics(servers.kafka.url);
    print(`starting ${names.join(', ')}`);
    const settings = { ...deployment(), ...variables };
    await startOnce(servers, smtp, settings);
    const processes = await openSlots(names, servers, smtp, settings, closers);
    const serves = names.filter((name) => name.startsWith('serve'));
    const urls = serves.map((name) => (processes.links.get(name) as Links).clients);
    const operations = serves.map((name) => `http://${processes.slots.get(name)?.variables.OPERATIONS_LISTEN}`);
    return { servers, smtp, mailbox, ...processes, admin, urls, operations, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export const admin = { email: 'admin@example.com', password: 'the first of all admins' };

/** What every process of a deployment is told, but for addresses. */
export function deployment(): Variables {
  return {
    PUBLIC_URL: 'https://users.example.com',
    SECRET_KEYS: generateSecretKey(),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    // What a process compiled once the next one need not: a third of a start is that.
    NODE_COMPILE_CACHE: compileCache,
  };
}

/** The first process makes the administrator and the signing keys; it stops in order, which keeps what it compiled. */
async function startOnce(servers: Servers, smtp: SmtpSink, settings: Variables): Promise<void> {
  const addresses = { DATABASE_URL: servers.postgres.url, REDIS_URL: servers.redis.url, SMTP_URL: smtp.url };
  const first = await startService('serve', { ...settings, ...addresses, KAFKA_BROKERS: servers.kafka.url });
  await first.stop();
}

async function openSlots(
  names: readonly SlotName[],
  servers: Servers,
  smtp: SmtpSink,
  settings: Variables,
  closers: (() => unknown)[],
): Promise<Pick<World, 'slots' | 'links'>> {
  const slots = new Map<SlotName, Slot>();
  const links = new Map<SlotName, Links>();
  const folder = await temporaryFolder('chaos-pids');
  // Whatever ends this process, none of those that it started stays behind.
  const callOff = afterDeath('kill -s KILL $(cat "$1"/*.pid); rm -rf -- "$1"', folder.path);
  closers.push(callOff, () => folder.remove());
  for (const name of names) {
    const port = await freePort();
    const addresses = { postgres: servers.postgres.url, redis: servers.redis.url, kafka: servers.kafka.url };
    const ways = await openLinks({ ...addresses, smtp: smtp.url, clients: `http://127.0.0.1:${port}` });
    closers.push(() => ways.close());
    const own = { DATABASE_URL: ways.postgres, REDIS_URL: ways.redis, KAFKA_BROKERS: ways.kafka, SMTP_URL: ways.smtp };
    const remember = (pid: number) => writeFileSync(join(folder.path, `${name}.pid`), `${pid}\n`);
    const role = name.slice(0, name.indexOf('-'));
    const operations = role === 'serve' ? await operationsListener() : {};
    slots.set(name, new Slot(name, role, { ...settings, ...own, ...operations, PORT: String(port) }, remember));
    links.set(name, ways);
  }
  closers.push(() => Promise.all([...slots.values()].map((slot) => slot.close())));
  await Promise.all([...slots.values()].map((slot) => slot.open()));
  return { slots, links };
}

/** With more than one partition each, so that order within a key is more than order within a topic. */
export async function createTopics(brokers: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: eventTypes.map((topic) => ({ topic, numPartitions: partitions })) });
  await admin.disconnect();
}
