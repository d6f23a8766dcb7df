import { join } from 'node:path';
import { findProgram, run } from './command.ts';
import { canInstallPackages, installPackages } from './debian.ts';
import { type Report, ServiceUnavailable } from './service.ts';

// What the brokers of Kafka 4 need.
const oldestJava = 17;
const advice = 'install Java 17 or newer and Maven, or start Docker, or set TEST_KAFKA_BROKERS';

/**
 * The path of a `java` that is new enough, from JAVA_HOME or PATH.
 *
 * @throws ServiceUnavailable when there is none and none can be installed
 */
export async function findJava(report: Report): Promise<string> {
  const found = await newestEnoughJava();
  if (found !== undefined) return found;
  if (canInstallPackages()) {
    await installPackages(['openjdk-17-jre-headless'], report).catch(() =>
      // Debian 13 has left 17 behind.
      installPackages(['openjdk-21-jre-headless'], report),
    );
    const installed = await newestEnoughJava();
    if (installed !== undefined) return installed;
  }
  throw new ServiceUnavailable(`no Java ${oldestJava} or newer in JAVA_HOME or on PATH: ${advice}`);
}

/**
 * The path of Maven.
 *
 * @throws ServiceUnavailable when there is none and it cannot be installed
 */
export async function findMaven(report: Report): Promise<string> {
  if (findProgram('mvn') === undefined && canInstallPackages()) await installPackages(['maven'], report);
  const maven = findProgram('mvn');
  if (maven === undefined) throw new ServiceUnavailable(`no mvn on PATH: ${advice}`);
  return maven;
}

async function newestEnoughJava(): Promise<string | undefined> {
  const home = process.env.JAVA_HOME;
  const candidates = [home === undefined ? undefined : join(home, 'bin', 'java'), findProgram('java')];
  for (const java of candidates) {
    if (java !== undefined && (await javaMajor(java)) >= oldestJava) return java;
  }
  return undefined;
}

async function javaMajor(java: string): Promise<number> {
  const { output } = await run(java, ['-version'], { timeoutMs: 20_000 });
  return Number.parseInt(/version "(\d+)/.exec(output)?.[1] ?? '0', 10);
}
