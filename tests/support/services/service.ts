/** The real parts that tests may ask for. */
export const serviceNames = ['postgres', 'redis', 'kafka', 'chromium'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What people call a service, and the variable that holds its address: read to find one, set for the tests. */
export const services: Readonly<Record<ServiceName, { title: string; variable: string }>> = {
  postgres: { title: 'PostgreSQL', variable: 'TEST_DATABASE_URL' },
  redis: { title: 'Redis', variable: 'TEST_REDIS_URL' },
  kafka: { title: 'Kafka', variable: 'TEST_KAFKA_BROKERS' },
  chromium: { title: 'Chromium', variable: 'TEST_CHROMIUM' },
};

/** A service that answers at `url`. Whoever got it calls `stop` once; that is a no-op for one that was there before. */
export type RunningService = {
  /** What the environment variable of this service holds: a URL, for Kafka a list of `host:port`, for Chromium its path. */
  readonly url: string;
  /** Where it came from, for a person to read. */
  readonly origin: string;
  stop(): Promise<void>;
};

/** Takes a line about something slow that is going on, such as a download. */
export type Report = (line: string) => void;

/** How `compose.yaml` runs a service. */
export type Container = {
  /** The variable of `compose.yaml` that holds the port on this machine. */
  readonly portVariable: string;
  /** Settings of `compose.yaml` that suit tests. */
  readonly environment: Readonly<Record<string, string>>;
  address(port: number): string;
};

/** Everything needed to get one kind of service; `obtain.ts` tries the ways in their order. */
export type ServiceDefinition = {
  readonly name: ServiceName;
  /** Null: not of a kind that is had from a container. */
  readonly compose: Container | null;
  /** Starts one from what this machine has. @throws ServiceUnavailable when it lacks something */
  startHere(report: Report): Promise<RunningService>;
  /** Resolves with the version once the service does its work. @throws Error while it does not */
  probe(url: string): Promise<string>;
};

/** This machine cannot give the service; the message names what to install. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
}
