import { isatty } from 'node:tty';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Config } from '../config/config.ts';
import { lineWithoutSecrets, withoutSecrets } from './log-secrets.ts';

export type { Logger };

/** File descriptors: standard output and standard error. */
export type LogDestination = 1 | 2;

/**
 * JSON lines, or readable ones on a terminal. Whatever could be a secret is blacked out, as a second line of defence:
 * nothing of the kind is given to the logger in the first place.
 */
export function createLogger(
  config: Config['log'],
  role: string,
  destination: LogDestination | NodeJS.WritableStream = 1,
): Logger {
  const options: LoggerOptions = {
    level: config.level,
    base: { role },
    formatters: { log: (fields) => withoutSecrets(fields) as Record<string, unknown> },
    // An error has been put into words by then.
    serializers: { err: (words) => words },
    hooks: { streamWrite: lineWithoutSecrets },
  };
  const terminal = typeof destination === 'number' && isatty(destination);
  if (config.format === 'pretty' || (config.format === 'auto' && terminal)) {
    const style = { ignore: 'pid,hostname,role', translateTime: 'SYS:HH:MM:ss', sync: true };
    return pino(options, PinoPretty({ ...style, destination }));
  }
  const stream: DestinationStream = typeof destination === 'number' ? pino.destination(destination) : destination;
  return pino(options, stream);
}
