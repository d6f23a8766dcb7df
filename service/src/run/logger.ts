import { isatty } from 'node:tty';
import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Config } from '../config/config.ts';

export type { Logger };

/** File descriptors: standard output and standard error. */
export type LogDestination = 1 | 2;

/**
 * JSON lines, or readable ones on a terminal. Names that could hold a secret are blacked out wherever they stand, as a
 * second line of defence: nothing of the kind is given to the logger in the first place.
 */
export function createLogger(config: Config['log'], role: string, destination: LogDestination = 1): Logger {
  const options = {
    level: config.level,
    base: { role },
    redact: ['password', 'token', 'authorization', 'refresh_token', '*.password', '*.token', '*.authorization'],
  };
  const pretty = config.format === 'pretty' || (config.format === 'auto' && isatty(destination));
  return pretty
    ? pino(options, PinoPretty({ ignore: 'pid,hostname,role', translateTime: 'SYS:HH:MM:ss', sync: true, destination }))
    : pino(options, pino.destination(destination));
}
