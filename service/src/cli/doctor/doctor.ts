import type { Config } from '../../config/config.ts';
import { StartError } from '../../run/start-error.ts';
import type { Command } from '../command.ts';
import { printJson } from '../table.ts';
import { checkDatabase } from './check-database.ts';
import { checkKeys } from './check-keys.ts';
import { checkEvents } from './check-events.ts';
import { checkMail, checkRedis } from './check-services.ts';
import { type Finding, failed, fine } from './finding.ts';
import { maskedSettings, scrub } from './masked.ts';

/** `users doctor` */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Check all that is configured, and say what to do about what is wrong.',
  usage: [
    'doctor [--json]',
    '',
    'Looks at configuration, PostgreSQL, Redis, Kafka and its topics, mail, keys and clock.',
    'Changes nothing; an embedded PostgreSQL that is not running is started for as long as it takes.',
    'Secrets are masked: the output can be pasted into a bug report.',
    'Ends with exit code 1 when something that is configured does not work.',
  ].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  async run({ config, environment, options }) {
    const found = await examine(config);
    const findings = found.map((finding) => ({ ...finding, detail: scrub(finding.detail, environment) }));
    const settings = maskedSettings(environment);
    const ok = findings.every(({ status }) => status !== 'failed');
    if (options.json) printJson({ ok, settings, findings });
    else console.log(report(settings, findings));
    if (!ok) throw new StartError('Something does not work: see above.');
  },
};

/** Everything at once: one part that is away must not hide another. */
async function examine(load: () => Config): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = load();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return [failed('configuration', error.message, '`users config example` prints every variable with its meaning.')];
  }
  const [{ findings, signingKeys }, redis, events, mail] = await Promise.all([
    checkDatabase(config),
    checkRedis(config),
    checkEvents(config),
    checkMail(config),
  ]);
  const mode = config.embedded ? 'complete, embedded: DATABASE_URL is not set' : 'complete';
  return [fine('configuration', mode), ...findings, ...(await checkKeys(config, signingKeys)), redis, ...events, mail];
}

const marks = { ok: 'ok', off: '--', warn: 'warn', failed: 'FAILED' } as const;

function report(settings: Readonly<Record<string, string>>, findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, status, detail, remedy }) => [
    `${marks[status].padEnd(6)}  ${name.padEnd(width)}  ${detail.replaceAll('\n', `\n${' '.repeat(width + 10)}`)}`,
    ...(remedy === null ? [] : [`${' '.repeat(width + 10)}→ ${remedy}`]),
  ]);
  const set = Object.entries(settings).map(([name, value]) => `  ${name}=${value}`);
  const head = set.length === 0 ? ['No variable is set.'] : ['Set:', ...set];
  return [`Node ${process.version}, ${process.platform} ${process.arch}`, '', ...head, '', ...lines].join('\n');
}
