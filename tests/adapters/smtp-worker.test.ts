import { randomUUIDv7 } from 'node:crypto';
import {
  createTaskHandlers,
  type Mailer,
  SendMail,
  type TaskHandler,
  type TaskOutcome,
  Worker,
} from '@users/application';
import { mailConnections, SmtpMailer } from '@users/mail';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { timeless } from '../support/timeless.ts';
import { until } from '../support/until.ts';
import { request, useCaseFixture } from '../support/use-case-fixture.ts';

const password = 'correct horse battery staple';
const address = (name: string | number) => `user-${name}@example.org`;

describe('workers beside a mail server', () => {
  let sink: SmtpSink;
  let on: ReturnType<typeof working>;

  beforeEach(async () => {
    sink = await startSmtpSink();
    on = working(sink.url);
  });
  afterEach(async () => {
    on.mailer.close();
    await sink.close();
  });

  /** To the clients the server goes away, and comes back in good health; then every mail is sent. */
  async function recover(): Promise<void> {
    await sink.goAway();
    sink.behave('accept');
    await sink.comeBack();
    await on.mails.settled();
    await until('every mail to be sent', async () => {
      on.clock.advance(20);
      await on.mails.step();
      await on.mails.settled();
      return (await on.deps.tasks.count()).waiting === 0;
    });
  }

  // Mails and registrations shared sixteen slots, in batches that ended with their slowest: a server that hangs held
  // every registration up for as long as a mail may take.
  test('registrations go on while every mail hangs, and the mails arrive once each when it hangs no more', async () => {
    sink.behave('hang');
    const many = mailConnections * 4;
    for (let count = 0; count < many; count += 1) await on.register(address(count));
    await on.work();
    expect(on.stored()).toHaveLength(many);
    const begun = on.mails.step();
    await on.register(address('late'));
    await on.work();
    // The late one is there, and no mail has come to an end, be it good or bad.
    expect(on.stored()).toContain(address('late'));
    expect(await begun).toBe(mailConnections);
    expect(on.outcomes.filter(({ task }) => task.type === 'send_mail')).toEqual([]);
    expect(sink.mails).toEqual([]);

    await recover();
    expect(await on.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
    const recipients = sink.mails.flatMap(({ envelope }) => envelope.to);
    expect(recipients.toSorted()).toEqual(on.stored().toSorted());
  });

  // Five mails were past their last byte at once, and a worker that died there left five to be sent again.
  test('of all mails under way one at a time may have arrived unseen, and that one alone comes again', async () => {
    sink.behave('mute');
    const many = mailConnections * 2;
    for (let count = 0; count < many; count += 1) await on.register(address(count));
    await on.work();
    expect(await on.mails.step()).toBe(mailConnections);
    await until('a mail to arrive', () => sink.mails.length > 0);
    // As long as this takes at the most, on a slow machine too: a recipient is asked of another connection.
    await on.mailer.verify();
    expect(sink.mails).toHaveLength(1);
    // The answer is lost, as it is to a worker that is killed.
    await recover();
    const recipients = sink.mails.flatMap(({ envelope }) => envelope.to);
    expect(new Set(recipients)).toEqual(new Set(on.stored()));
    expect(recipients).toHaveLength(many + 1);
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(many);
  });

  test('a mail to whose end the server says nothing holds up no other, where there is a second worker', async () => {
    sink.behave('mute', address('bad'));
    await on.register(address('bad'));
    await on.work();
    const [first, second] = [on.impatient(), on.impatient()];
    await first.step();
    await until('the mail to arrive', () => sink.mails.length > 0);
    for (let count = 0; count < 10; count += 1) await on.register(address(count));
    await on.work();
    // The first takes some of them, and puts them back.
    expect(await first.step()).toBe(mailConnections - 1);
    await until('every other mail to be sent', async () => {
      await second.step();
      await second.settled();
      on.clock.advance(1);
      return sink.mails.length === 11;
    });
    expect(await on.deps.tasks.count()).toEqual({ waiting: 1, parked: 0 });
    await sink.goAway();
    await first.settled();
    await sink.comeBack();
    expect(on.outcomes.filter(({ result }) => result === 'retried').at(-1)).toMatchObject({
      error: { code: 'dependency_unavailable' },
    });
  });

  test('a server that is away parks nothing and loses nothing', async () => {
    await sink.goAway();
    for (let count = 0; count < 3; count += 1) await on.register(address(count));
    await on.work();
    for (let tries = 0; tries < 15; tries += 1) {
      await on.mails.step();
      await on.mails.settled();
      on.clock.advance(20);
    }
    expect(await on.deps.tasks.count()).toEqual({ waiting: 3, parked: 0 });
    await sink.comeBack();
    await on.mails.step();
    await on.mails.settled();
    expect(sink.mails).toHaveLength(3);
  });

  test.each([
    ['refused for good', 'refuse', { waiting: 0, parked: 1 }],
    ['put off', 'defer', { waiting: 1, parked: 0 }],
  ] as const)('one address that is %s holds up no other', async (_, manner, left) => {
    await on.register(address('bad'));
    await on.work();
    sink.behave(manner);
    await on.mails.step();
    await on.mails.settled();
    sink.behave('accept');
    for (let count = 0; count < 10; count += 1) await on.register(address(count));
    await on.work();
    while ((await on.mails.step()) > 0) await on.mails.settled();
    expect(sink.mails.map(({ envelope }) => envelope.to)).toHaveLength(10);
    expect(await on.deps.tasks.count()).toEqual(left);
  });
});

/** Waits for nobody: a task whose turn does not come at once goes back to the queue. */
const impatient = { ...timeless, pause: async () => {} };

/** Registrations and mails, each with a worker of its own, as the service has them; the mails by SMTP. */
function working(url: string) {
  const fixture = useCaseFixture();
  const mailer = new SmtpMailer({ url, sender: { name: 'Users', address: 'no-reply@example.com' }, timeoutMs: 60_000 });
  const { tasks } = fixture.deps;
  const outcomes: TaskOutcome[] = [];
  const workerOf = (handlers: readonly TaskHandler[], slots: number, times = timeless) =>
    new Worker({
      ...{ tasks, handlers, slots, leaseSeconds: 45, maxAttempts: 10, ...times },
      report: (outcome) => outcomes.push(outcome),
    });
  const deps = { ...fixture.deps, mailer: mailer satisfies Mailer };
  const others = workerOf(createTaskHandlers(deps).others, 16);
  return {
    ...fixture,
    mailer,
    outcomes,
    mails: workerOf([new SendMail(deps)], mailConnections),
    impatient: () => workerOf([new SendMail(deps)], mailConnections, impatient),
    register: (email: string) =>
      fixture.registerUser.execute(
        { email, password, fullName: 'Someone', locale: 'en' },
        { ...request(), requestId: randomUUIDv7() },
      ),
    /** All that is not a mail. */
    work: async () => {
      while ((await others.step()) > 0) await others.settled();
    },
    stored: (): string[] => [...fixture.memory.store.users.values()].map(({ email }) => email),
  };
}
