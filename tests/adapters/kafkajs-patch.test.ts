import { createRequire } from 'node:module';
import { expect, it, vi } from 'vitest';

// What patches/kafkajs@2.2.4.patch changes, held to it: should the patch get lost, an upgrade or a move of the library
// would bring the faults back without a sound.
const require = createRequire(import.meta.url);
const RequestQueue: new (
  options: object,
) => {
  push(request: object): void;
  fulfillRequest(reply: object): void;
} = require('kafkajs/src/network/requestQueue');
const createSendMessages: (dependencies: object) => (request: object) => Promise<unknown> =
  require('kafkajs/src/producer/sendMessages');

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

it('an idle connection sets no timers', () => {
  vi.useFakeTimers();
  try {
    const queue = new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1_000, logger });
    const entry = {
      apiName: 'Metadata',
      apiKey: 3,
      apiVersion: 1,
      correlationId: 1,
      resolve: () => {},
      reject: () => {},
    };
    queue.push({ entry, expectResponse: true, sendRequest: () => {} });
    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('a retried send reaches a partition whose leader moved to a broker that had answered before', async () => {
  const notLeader = Object.assign(new Error('not the leader'), {
    name: 'KafkaJSProtocolError',
    type: 'NOT_LEADER_FOR_PARTITION',
    retriable: true,
  });
  const leaders = new Map([
    [0, 1],
    [1, 2],
  ]);
  const acknowledged: number[] = [];
  const broker = (nodeId: number) => ({
    nodeId,
    produce: async ({ topicData }: { topicData: { partitions: { partition: number }[] }[] }) => {
      const partitions = topicData.flatMap((topic) => topic.partitions.map(({ partition }) => partition));
      if (nodeId === 2) throw notLeader;
      acknowledged.push(...partitions);
      return {
        topics: [{ topicName: 'users', partitions: partitions.map((partition) => ({ partition, errorCode: 0 })) }],
      };
    },
  });
  const brokers = new Map([1, 2].map((nodeId) => [nodeId, broker(nodeId)]));
  const cluster = {
    addMultipleTargetTopics: async () => {},
    refreshMetadataIfNecessary: async () => {},
    refreshMetadata: async () => void leaders.set(1, 1),
    findTopicPartitionMetadata: () => [...leaders.keys()].map((partitionId) => ({ partitionId })),
    findLeaderForPartitions: (_: string, partitions: string[]) =>
      Object.groupBy(partitions.map(Number), (partition) => leaders.get(partition) ?? 0),
    findBroker: async ({ nodeId }: { nodeId: string }) => brokers.get(Number(nodeId)),
    isConnected: () => true,
  };
  const send = createSendMessages({
    logger,
    cluster,
    partitioner: ({ message }: { message: { partition: number } }) => message.partition,
    eosManager: {
      acquireBrokerLock: async () => {},
      releaseBrokerLock: async () => {},
      isTransactional: () => false,
      getSequence: () => 0,
      updateSequence: () => {},
      getProducerId: () => 1,
      getProducerEpoch: () => 0,
    },
    retrier: async (attempt: (bail: (error: Error) => void) => Promise<unknown>) => {
      const bail = (error: Error) => {
        throw error;
      };
      return attempt(bail).catch(() => attempt(bail));
    },
  });

  await send({ topicMessages: [{ topic: 'users', messages: [0, 1].map((partition) => ({ partition, value: 'x' })) }] });
  expect(new Set(acknowledged)).toEqual(new Set([0, 1]));
});
