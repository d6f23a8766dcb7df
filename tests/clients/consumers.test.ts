import { join } from 'node:path';
import { encodeEvent } from '@users/events';
import { exampleOf } from '@users/events/event-examples';
import { type IHeaders, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { type Program, startProgram } from '../support/program.ts';
import { type KafkaDelivery, readMessages } from '../support/kafka-records.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { findPython, pythonEnvironment } from '../support/services/python.ts';
import { describeWithPython } from '../support/services/require-python.ts';
import { describeWith } from '../support/services/require.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/services/temporary-folder.ts';

const examples = join(import.meta.dirname, '../../examples');
const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada Lovelace' };
const newName = 'Ada, Countess of Lovelace';
const stranger = '0197b8a4-5f00-7c31-9d5e-2f6a1b3c4d5e';

type Message = { readonly key: string | null; readonly value: Buffer | string; readonly headers: IHeaders };

const systemPython = await findPython();

/** Both programs read one history: that of a user of the running service, then what a consumer must bear. */
describeWith(['postgres', 'redis', 'kafka'], 'the consumers of examples/', (services) => {
  let production: Production;
  let service: ServiceProcess;
  let folder: TemporaryFolder;
  let adaId: string;
  let published: readonly KafkaDelivery[];
  const running: Program[] = [];

  beforeAll(async () => {
    [production, folder] = await Promise.all([createProduction(services), temporaryFolder('consumers')]);
    service = await startService('start', production.variables);
    adaId = await liveALife(new ApiClient(service.url), production);
    const own = (seen: readonly KafkaDelivery[]) => seen.filter(({ message }) => String(message.key) === adaId);
    published = own(await readMessages(services.kafka, [production.topic], (seen) => own(seen).length >= 5));
    await send(services.kafka, production.topic, [...published.map(asSent), ...hardships()]);
  });

  afterAll(async () => {
    await Promise.all(running.map((each) => each.kill()));
    await service?.stop();
    await production?.close();
    await folder?.remove();
  });

  const start = (command: string, args: readonly string[], name: string): Program => {
    const env = {
      ...process.env,
      KAFKA_BROKERS: services.kafka,
      KAFKA_TOPIC: production.topic,
      // For the one with a database and a lasting group.
      ...{ DATABASE: join(folder.path, 'users.sqlite3'), GROUP: `${production.topic}-copy` },
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const example = startProgram(command, args, { cwd: join(examples, name), env });
    running.push(example);
    return example;
  };
  const firstTime = () => [
    `${adaId} user.created 1: kept ${ada.full_name} <${ada.email}>`,
    `${adaId} user.verification_token.created 2: nothing to keep`,
    `${adaId} user.updated 3: kept ${ada.full_name} <${ada.email}>`,
    `${adaId} user.updated 4: kept ${newName} <${ada.email}>`,
    `${adaId} user.deleted 5: erased`,
  ];
  const expected = () => [
    ...firstTime(),
    ...firstTime().map((line) => line.replace(/: .*/, ': handled before')),
    `${stranger} user.updated 3: kept Ada Lovelace <ada@example.com>`,
    `${stranger} user.created 1: passed over, a later state is known`,
    `${stranger} user.created 1: kept Ada Lovelace <ada@example.com>`,
    `${stranger} user.deleted 5: erased`,
  ];
  const last = `${stranger} user.deleted`;
  /** Partitions come in any order among each other; what concerns one user has its own. */
  const of = (lines: readonly string[], subject: string) => lines.filter((line) => line.startsWith(subject));

  const seesItThrough = async (consumer: Program): Promise<void> => {
    await consumer.says(last);
    await consumer.says(`${adaId} user.deleted 5: handled before`);
    await consumer.says('set aside: ');
    for (const subject of [adaId, stranger]) {
      expect(of(consumer.lines(), subject)).toEqual(of(expected(), subject));
    }
    expect(consumer.lines().filter((line) => line.startsWith('set aside'))).toHaveLength(2);
    expect(await consumer.stop()).toBe(0);
  };

  it('in TypeScript: handles each event once, keeps the latest state, and sets aside what is broken', async () => {
    const args = ['--disable-warning=TimeoutNegativeWarning', 'src/main.ts'];
    await seesItThrough(start(process.execPath, args, 'typescript-consumer'));
  });

  describeWithPython(systemPython, 'in Python', (found) => {
    let python: string;
    const startPython = () => start(python, ['main.py'], 'faststream-consumer');

    beforeAll(async () => {
      python = await pythonEnvironment(found, join(examples, 'faststream-consumer/requirements.txt'));
    });

    it('handles each event once, keeps the latest state, and sets aside what is broken', async () => {
      await seesItThrough(startPython());
    });

    it('goes on where it was, and knows what it handled', async () => {
      const [first] = published;
      if (!first) throw new Error('nothing was published');
      await send(services.kafka, production.topic, [asSent(first)]);
      const consumer = startPython();
      await consumer.says('handled before');
      expect(of(consumer.lines(), adaId)).toEqual([`${adaId} user.created 1: handled before`]);
      expect(await consumer.stop()).toBe(0);
    });
  });
});

/** Registers Ada, verifies, renames and erases her. @returns her id */
async function liveALife(api: ApiClient, { smtp }: Production): Promise<string> {
  await api.post('/auth/register', ada);
  const { text } = await smtp.waitForMail(ada.email);
  await api.post('/auth/verify-email', { token: tokenIn(text) });
  const { email, password } = ada;
  const { body: tokens } = await api.post('/auth/login', { email, password });
  const token = tokens.access_token;
  const { body: me } = await api.get('/users/me', { token });
  await api.call('PATCH', '/users/me', { token, body: { full_name: newName } });
  await api.call('DELETE', '/users/me', { token });
  return me.id;
}

/** As the relay sends it again when it is not sure: the same bytes. */
function asSent({ message }: KafkaDelivery): Message {
  return { key: String(message.key), value: message.value ?? '', headers: message.headers ?? {} };
}

/** A later state before an earlier one, a second life after a restore from backup, and messages that are none. */
function hardships(): Message[] {
  const source = 'https://users.example.com';
  const [created, updated, deleted] = (['user.created', 'user.updated', 'user.deleted'] as const).map(exampleOf);
  if (!created || !updated || !deleted) throw new Error('no examples');
  const restored = { stream: created.stream + 1 };
  const events = [
    updated,
    created,
    { ...created, ...restored, id: '01980000-0000-7000-8000-000000000001' },
    { ...deleted, ...restored, id: '01980000-0000-7000-8000-000000000002' },
  ];
  const encoded = events.map((event) => encodeEvent(event, { source }));
  const [sample] = encoded;
  if (!sample) throw new Error('no sample');
  const id = '01980000-0000-7000-8000-000000000003';
  const broken = { ...sample, value: Buffer.from('{"id":'), headers: { ...sample.headers, ce_id: id } };
  const unknown = { ...sample, headers: { ...sample.headers, ce_type: 'user.promoted', ce_id: id } };
  return [{ key: null, value: 'hello', headers: {} }, broken, unknown, ...encoded];
}

async function send(brokers: string, topic: string, messages: Message[]): Promise<void> {
  const kafka = new Kafka({ clientId: 'tests', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}
