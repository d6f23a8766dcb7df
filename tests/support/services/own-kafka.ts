import { findJava } from './java.ts';
import { kafkaJars } from './kafka-jars.ts';
import { ServiceUnavailable } from './service.ts';

/**
 * Why no broker of one's own can be started here; undefined when one can. Where Docker runs the broker of the other
 * tests, Java may be missing.
 */
export async function lackingForABroker(): Promise<string | undefined> {
  if (!process.env.TEST_KAFKA_BROKERS) return undefined;
  try {
    await findJava(() => {});
    await kafkaJars(() => {});
    return undefined;
  } catch (error) {
    if (error instanceof ServiceUnavailable) return error.message;
    throw error;
  }
}
