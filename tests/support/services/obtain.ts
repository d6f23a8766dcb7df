import { until } from '../until.ts';
import { dockerWorks, startInDocker } from './docker.ts';
import { type Report, type RunningService, type ServiceDefinition, ServiceUnavailable, services } from './service.ts';

/**
 * Gets a service: the one that the environment names, else one from Docker, else one from this machine.
 *
 * A service that the environment names must answer; nothing else takes its place, or tests would quietly run against
 * something other than was asked for.
 *
 * @throws ServiceUnavailable when there is no way to have it; the message says what would help
 */
export async function obtain(service: ServiceDefinition, report: Report): Promise<RunningService> {
  const { variable } = services[service.name];
  const given = process.env[variable];
  if (given !== undefined && given !== '') {
    const running = { url: given, origin: variable, stop: async () => {} };
    return withVersion(service, running, 5_000);
  }
  if (service.compose && (await dockerWorks())) {
    try {
      return await withVersion(service, await startInDocker(service.name, service.compose), 30_000);
    } catch (error) {
      report(`${error instanceof Error ? error.message : String(error)}; trying this machine instead`);
    }
  }
  return withVersion(service, await service.startHere(report), 30_000);
}

async function withVersion(
  service: ServiceDefinition,
  running: RunningService,
  timeoutMs: number,
): Promise<RunningService> {
  try {
    const version = await until(`an answer of ${services[service.name].title}`, () => service.probe(running.url), {
      timeoutMs,
    });
    return { ...running, origin: `${version}, from ${running.origin}` };
  } catch (error) {
    await running.stop();
    throw new ServiceUnavailable(`${error instanceof Error ? error.message : String(error)} (from ${running.origin})`);
  }
}
