import { describe } from 'vitest';
import { findJava } from './java.ts';
import { kafkaJars } from './kafka-jars.ts';
import { describeWith } from './require.ts';
import { ServiceUnavailable } from './service.ts';

// Where Docker runs the servers of the other tests, this machine may lack what it takes to run one more of each.
const lacking = process.env.TEST_KAFKA_BROKERS ? await lackingForABroker() : undefined;

/** A `describe` for tests that kill servers: they start their own, since those that other tests use must live. */
export function describeWithOwnServers(name: string, tests: () => void): void {
  if (lacking === undefined) describeWith('kafka', name, tests);
  else describe.skip(`${name} (${lacking})`, tests);
}

async function lackingForABroker(): Promise<string | undefined> {
  try {
    await findJava(() => {});
    await kafkaJars(() => {});
    return undefined;
  } catch (error) {
    if (error instanceof ServiceUnavailable) return error.message;
    throw error;
  }
}
