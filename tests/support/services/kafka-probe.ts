import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

/**
 * Resolves once a broker serves producers and consumers, not just connections: the coordinators of groups and of
 * idempotent producers come up some moments after the port, and a client that meets them too early logs retries that
 * look like errors.
 *
 * @param brokers `host:port`, several parted by commas
 * @returns a word on the cluster
 */
export async function probeKafka(brokers: string): Promise<string> {
  const client = new Kafka({
    clientId: 'probe',
    brokers: brokers.split(','),
    connectionTimeout: 2_000,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  });
  const admin = client.admin();
  // kafkajs insists on retries here.
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } });
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    await admin.fetchOffsets({ groupId: `probe-${randomUUID()}` });
    await producer.connect();
    return `${cluster.brokers.length} broker${cluster.brokers.length === 1 ? '' : 's'}`;
  } finally {
    await Promise.allSettled([admin.disconnect(), producer.disconnect()]);
  }
}
