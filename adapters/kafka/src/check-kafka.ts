import { asKafka, createClient, type KafkaSettings, within } from './client.ts';

/**
 * For readiness: resolves when a broker answers for its cluster.
 *
 * @throws DependencyUnavailable when none does within `timeoutMs`
 */
export async function checkKafka(settings: KafkaSettings): Promise<void> {
  const client = createClient(settings);
  const admin = client.kafka.admin();
  const ask = async () => {
    await admin.connect();
    await admin.describeCluster();
    await admin.disconnect();
  };
  try {
    await asKafka(() => within(client.timeoutMs, 'asking the cluster', ask()));
  } finally {
    client.sever();
  }
}
