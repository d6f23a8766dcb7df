import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, run } from './command.ts';
import { freePorts } from './free-port.ts';
import { findJava } from './java.ts';
import { kafkaConfig } from './kafka-config.ts';
import { kafkaJars } from './kafka-jars.ts';
import { probeKafka } from './kafka-probe.ts';
import { type SecuredListener, securedListener } from './kafka-secured.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import type { Report, RunningService, ServiceDefinition } from './service.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A broker on this machine; `restart` brings a killed one back with its address and its records. */
export type LocalKafka = RunningService & {
  readonly process: ServerProcess;
  restart(): Promise<ServerProcess>;
  /** The listener that was asked for. */
  readonly secured: SecuredListener | undefined;
};

// A broker is short-lived here: the quick compiler alone and the smallest collector halve its start.
const javaOptions = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

/** Starts a Kafka of one's own, for tests that stop, freeze or kill it. */
export async function startKafka(options: { report?: Report; secured?: boolean } = {}): Promise<LocalKafka> {
  const report = options.report ?? (() => {});
  const java = await findJava(report);
  const libs = await kafkaJars(report);
  const folder = await temporaryFolder('kafka');
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const brokers = `127.0.0.1:${port}`;
  const config = join(folder.path, 'server.properties');
  const classPath = ['-cp', join(libs, '*')];
  const start = () =>
    startServer({
      command: java,
      args: ['-Xmx512m', ...javaOptions, ...classPath, 'kafka.Kafka', config],
      logFile: join(folder.path, 'kafka.log'),
      ready: () => probeKafka(brokers),
      readyWithinMs: 60_000,
    });
  try {
    const secured = options.secured ? await securedListener(java, folder.path) : undefined;
    await writeFile(config, kafkaConfig({ port, controllerPort, data: join(folder.path, 'data'), secured }));
    await format(java, [...javaOptions, ...classPath], config, secured?.formatArguments);
    let process = await start();
    return {
      url: brokers,
      secured,
      origin: `Apache Kafka's jars on ${java}`,
      get process() {
        return process;
      },
      async restart() {
        process = await start();
        return process;
      },
      async stop() {
        // Nothing in it is worth an orderly shutdown of several seconds.
        await process.kill();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** A KRaft broker starts only on a folder that carries the cluster's id. */
async function format(
  java: string,
  options: readonly string[],
  config: string,
  further: readonly string[] = [],
): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  const { code, output } = await run(java, [
    ...options,
    // In one word with its option: every sixty-fourth id begins with a hyphen.
    ...['kafka.tools.StorageTool', 'format', '--ignore-formatted', `--cluster-id=${clusterId}`, '--config', config],
    ...further,
  ]);
  if (code !== 0) throw new Error(`Kafka's storage could not be formatted:\n${lastLines(output)}`);
}

export const kafka: ServiceDefinition = {
  name: 'kafka',
  compose: {
    portVariable: 'KAFKA_PORT',
    environment: {},
    address: (port) => `127.0.0.1:${port}`,
  },
  startHere: (report) => startKafka({ report }),
  probe: probeKafka,
};
