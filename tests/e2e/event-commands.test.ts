import { randomUUIDv7 } from 'node:crypto';
import { createPostgresAdapters, type Database, openDatabase } from '@users/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { changeContext, registered } from '../contracts/samples.ts';
import { createProduction, type Production } from '../support/production.ts';
import { runCommand } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';

describeWith(['postgres', 'kafka'], 'the commands of an operator for events', (services) => {
  let production: Production;
  let database: Database;
  let eventId: string;

  beforeAll(async () => {
    production = await createProduction(services);
    database = openDatabase({ url: production.databaseUrl, poolSize: 2 });
    const ports = createPostgresAdapters({
      ...{ db: database.db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime },
    });
    await ports.unitOfWork.run(changeContext(), async (tx) => tx.users.add(registered(new Date())));
    const [event] = await ports.outbox.read(1);
    const lease = await ports.outbox.acquire('test', 60);
    if (event === undefined || lease === null) throw new Error('nothing to park');
    await ports.outbox.hold(lease, event, { reason: 'larger than allowed', maxAttempts: 1, retryAfterSeconds: 1 });
    eventId = event.id;
  });
  afterAll(async () => {
    await database.close();
    await production.close();
  });

  const users = (...args: string[]) => runCommand(args, { LOG_LEVEL: 'error', ...production.variables });

  it('show, list and retry parked events', async () => {
    expect((await users('event', 'backlog')).output).toContain('Parked, refused by Kafka: 1');
    const listed = await users('event', 'dead-letters', '--json');
    expect(JSON.parse(listed.output)).toMatchObject([
      { id: eventId, type: 'user.created', sequence: 1, reason: 'larger than allowed', behind: 0 },
    ]);
    expect((await users('event', 'dead-letters')).output).toMatch(/EVENT +TYPE .*REASON\n.*larger than allowed/);
    for (const wrong of [['lst'], ['retry'], ['retry', eventId, '--all'], ['dead-letters', 'more']]) {
      expect((await users('event', ...wrong)).code).toBe(2);
    }
    const unknown = await users('event', 'retry', randomUUIDv7());
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('users event dead-letters') });
    expect(await users('event', 'retry', eventId)).toMatchObject({ code: 0, output: '1 given to the relay again.\n' });
    expect(JSON.parse((await users('event', 'backlog', '--json')).output)).toMatchObject({
      events: { waiting: 1, parked: 0 },
    });
  });

  it('make topics and check them', async () => {
    const checked = await users('topic', 'check');
    expect(checked).toMatchObject({ code: 1, output: expect.stringContaining('does not exist') });
    expect(await users('topic', 'create')).toMatchObject({ code: 0, output: expect.stringContaining('good') });
    const { topics } = JSON.parse((await users('topic', 'check', '--json')).output);
    expect(topics).toMatchObject([{ topic: production.topic, exists: true, faults: [] }]);
  });
});
