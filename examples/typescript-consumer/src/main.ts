import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { topicsOf } from '@users/events';
import { Kafka, logLevel } from 'kafkajs';
import { UserCopy } from './user-copy.ts';

const { KAFKA_BROKERS = 'localhost:9092', KAFKA_TOPIC } = process.env;

const copy = new UserCopy();
const kafka = new Kafka({ clientId: 'user-copy', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING });
// The copy lives as long as the process, and so does the group: the next one starts from the beginning.
const consumer = kafka.consumer({ groupId: `user-copy-${randomUUID()}` });

await consumer.connect();
await consumer.subscribe({ topics: [...topicsOf(KAFKA_TOPIC)], fromBeginning: true });
await consumer.run({
  // An error goes back to kafkajs, which hands the message out again.
  eachMessage: async ({ message }) => {
    const line = await copy.take(message);
    if (line !== undefined) console.log(line);
  },
});

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await consumer.disconnect();
