import { relative } from 'node:path';
import type { Config } from '../config/config.ts';
import type { FirstAdmin } from './first-admin.ts';

/** What a person who started the service wants to know, printed once it listens. */
export function banner(config: Config, admin: FirstAdmin | 'exists' | null, dataPath: string | null): string {
  const { publicUrl } = config.http;
  const rows: [string, string][] = [
    ['API', publicUrl],
    ['Reference', `${publicUrl}/docs to try, ${publicUrl}/redoc to read`],
    ['Console', `${publicUrl}/console`],
    ...storage(config, dataPath),
    ['Mail', mail(config)],
  ];
  rows.push(...administrator(config, admin));
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return ['', 'Users Service is ready', '', ...lines, ''].join('\n');
}

function storage(config: Config, dataPath: string | null): [string, string][] {
  const events = `${config.http.publicUrl}/events`;
  if (config.inMemory) {
    return [
      ['Data', 'in memory: nothing is on disk, and all is gone when this process ends'],
      ['Events', events],
    ];
  }
  return [
    ['PostgreSQL', dataPath === null ? 'DATABASE_URL' : `embedded, data in ${shown(dataPath)}`],
    ['One-time tokens', config.redisUrl ? 'Redis' : 'in PostgreSQL (REDIS_URL is not set)'],
    ['Events', config.kafka.brokers.length > 0 ? 'Kafka' : `${events} (KAFKA_BROKERS is not set)`],
  ];
}

function administrator({ admin: wanted }: Config, admin: FirstAdmin | 'exists' | null): [string, string][] {
  if (admin === null) return [];
  if (admin === 'exists') {
    // Whoever names one and cannot log in should not have to wonder.
    if (wanted.email === null && wanted.password === null) return [];
    return [['Administrator', 'there is one already; ADMIN_EMAIL and ADMIN_PASSWORD make only the first']];
  }
  const row: [string, string] = ['Administrator', admin.email];
  const password = admin.generatedPassword;
  return password === null ? [row] : [row, ['Password', `${password}   (shown this once)`]];
}

function mail(config: Config): string {
  if (!config.mail.enabled) return 'off: left to a consumer of the events';
  if (config.mail.smtpUrl) return 'SMTP_URL';
  if (config.inMemory) return 'links are printed here';
  return `mailbox for development: links are printed here, mails lie in ${shown(config.dataDir)}/mail`;
}

/** As short as it can be said from here. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
