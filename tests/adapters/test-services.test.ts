import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { readRecords } from '../support/kafka-records.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('postgres', 'a test database', () => {
  it('has the schema, is seen by nobody else, and is gone after', async () => {
    // All at once, as test files ask for theirs: one makes the template, the others wait for it.
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
    if (first === undefined) throw new Error('no database');
    await query(first.url, 'CREATE TABLE mine ()');
    for (const other of others) {
      expect(await query(other.url, "SELECT to_regclass('users') AS users, to_regclass('mine') AS mine")).toEqual([
        { users: 'users', mine: null },
      ]);
    }
    await Promise.all([first, ...others].map((database) => database.close()));
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describeWith('kafka', 'the reader of records', ({ kafka }) => {
  it('waits for topics and records, and decodes them', async () => {
    const topic = `test.${randomUUID()}`;
    const reading = readRecords(kafka, [topic], (records) => records.length === 3);
    const client = new Kafka({ brokers: [kafka], logLevel: logLevel.NOTHING });
    const admin = client.admin();
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 2 }] });
    await producer.connect();
    await producer.send({
      topic,
      messages: [
        { key: 'ä', value: '{"n":1}', headers: { ce_type: 'x' }, partition: 1 },
        { key: 'ä', value: '{"n":2}', headers: { ce_type: 'y' }, partition: 1 },
        { key: 'b', value: null, partition: 0 },
      ],
    });
    const records = await reading;
    await Promise.all([admin.deleteTopics({ topics: [topic] }), producer.disconnect()]);
    await admin.disconnect();
    const sent = { producer: '-1', batch: 0n };
    expect(records.filter((record) => record.partition === 1)).toEqual([
      { topic, partition: 1, offset: 0n, key: 'ä', headers: { ce_type: 'x' }, value: { n: 1 }, sent },
      { topic, partition: 1, offset: 1n, key: 'ä', headers: { ce_type: 'y' }, value: { n: 2 }, sent },
    ]);
    expect(records.find((record) => record.key === 'b')).toMatchObject({ partition: 0, headers: {}, value: undefined });
  });

  it('tells what it read when that is not enough', async () => {
    const reading = readRecords(kafka, [`test.${randomUUID()}`], () => true, 300);
    await expect(reading).rejects.toThrow('read: nothing');
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
