import type { Config } from '../config/config.ts';
import { openService, type Service } from '../resources/open-service.ts';

/**
 * Opens the service beside whatever runs, for one command. Its log goes to standard error and begins at warnings, so
 * that standard output is the command's own.
 */
export async function withService(config: Config, name: string, work: (service: Service) => Promise<void>) {
  const level = config.log.level === 'info' ? 'warn' : config.log.level;
  const quiet = { ...config, log: { ...config.log, level } };
  const service = await openService(quiet, { role: name, owner: false, logTo: 2 });
  try {
    await work(service);
  } finally {
    await service.close();
  }
}
