import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, run } from './command.ts';
import { findMaven } from './java.ts';
import { type Report, ServiceUnavailable } from './service.ts';

const pom = fileURLToPath(new URL('../../pom.xml', import.meta.url));
const cache = fileURLToPath(new URL('../../../.cache/kafka/', import.meta.url));

/**
 * The folder with Kafka's jars, fetched by Maven from Maven Central the first time.
 *
 * @throws ServiceUnavailable when Maven is missing or cannot fetch them
 */
export async function kafkaJars(report: Report): Promise<string> {
  const key = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const libs = join(cache, key, 'libs');
  if (existsSync(libs)) return libs;
  const maven = await findMaven(report);
  report("fetching Apache Kafka's jars from Maven Central (45 MB, kept in .cache/kafka)");
  // Two runs may fetch at once and either may be broken off: each has its own folder, and only a whole one is moved.
  const partial = join(cache, `${key}.${process.pid}.partial`);
  await mkdir(join(cache, key), { recursive: true });
  const { code, output } = await run(maven, [
    // By its full name: Maven asks the network about each plugin it knows before it believes a short one.
    ...[
      '-q',
      '-B',
      '-Dstyle.color=never',
      '-f',
      pom,
      'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies',
    ],
    ...['-DincludeScope=runtime', `-DoutputDirectory=${partial}`],
  ]);
  if (code !== 0) {
    await rm(partial, { recursive: true, force: true });
    throw new ServiceUnavailable(`Maven could not fetch Apache Kafka:\n${lastLines(output, 8)}`);
  }
  await rename(partial, libs).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(libs)) throw error;
  });
  return libs;
}
