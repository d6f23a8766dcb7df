/** A worker can die or stall at any point: whatever a task had done by then, running it again changes things once. */

import {
  CompleteRegistration,
  createTaskHandlers,
  DependencyUnavailable,
  type LeasedTask,
  type Ports,
  ResendVerificationLink,
  type TaskHandler,
} from '@users/application';
import { beforeEach, describe, expect, it } from 'vitest';
import { activeAccount, ada, letPausesPass, otherPassword, register } from '../support/accounts.ts';
import { atOnce } from '../support/timeless.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const leaseSeconds = 45;

async function lease({ deps }: UseCaseFixture): Promise<LeasedTask> {
  const { mails, others } = createTaskHandlers(deps);
  const types = [...others, ...mails].map(({ type }) => type);
  const [task] = await deps.tasks.lease({ types, limit: 1, leaseSeconds });
  if (!task) throw new Error('no task is due');
  return task;
}

/** Dies at the change, once. */
function dyingAtWrite(deps: Ports): Ports {
  const run = () => Promise.reject(new DependencyUnavailable('postgresql'));
  return { ...deps, unitOfWork: { run } };
}

interface Case {
  readonly name: string;
  readonly prepare: (fixture: UseCaseFixture) => Promise<void>;
  readonly handler: (deps: Ports) => TaskHandler;
  /** Verification links and events once the task is done. */
  readonly links: number;
  readonly events: number;
}

const cases: readonly Case[] = [
  {
    name: 'the registration of a new address',
    prepare: async (fixture) => fixture.registerUser.execute(ada, request()),
    handler: (deps) => new CompleteRegistration(deps),
    ...{ links: 1, events: 2 },
  },
  {
    name: 'the registration of a pending address',
    prepare: async (fixture) => {
      await register(fixture, ada);
      letPausesPass(fixture);
      await fixture.registerUser.execute(ada, request());
    },
    handler: (deps) => new CompleteRegistration(deps),
    ...{ links: 2, events: 3 },
  },
  {
    name: 'another link',
    prepare: async (fixture) => {
      await register(fixture, ada);
      await fixture.resendVerification.execute({ email: ada.email }, request());
    },
    handler: (deps) => new ResendVerificationLink(deps),
    ...{ links: 2, events: 3 },
  },
];

describe.each(cases)('$name', ({ prepare, handler, links, events }) => {
  let fixture: UseCaseFixture;

  beforeEach(async () => {
    fixture = useCaseFixture();
    await prepare(fixture);
  });

  /** Everything due is done, the mails are out, and it happened once. */
  async function expectOnce(): Promise<void> {
    await fixture.work();
    const { store } = fixture.memory;
    expect(store.users.size).toBe(1);
    expect(store.outbox.map((event) => event.sequence)).toEqual(
      Array.from({ length: events }, (_, index) => index + 1),
    );
    expect(fixture.links(ada.email)).toHaveLength(links);
    expect(store.tokens.size).toBe(links);
    expect(fixture.mailer.sent).toHaveLength(links);
    expect(await fixture.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
    for (const token of fixture.links(ada.email).slice(-1)) {
      expect(await fixture.verifyEmail.execute({ token, password: otherPassword }, request())).toBeDefined();
    }
  }

  /** It finds the lease lost, or that a link went a moment ago: nothing is left to do. */
  async function runInVain(task: LeasedTask): Promise<void> {
    await handler(fixture.deps)
      .run(task, atOnce)
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'lease_lost' }));
  }

  it('run twice with the same lease: the second run changes nothing', async () => {
    const task = await lease(fixture);
    await handler(fixture.deps).run(task, atOnce);
    await runInVain(task);
    await expectOnce();
  });

  it('run twice at once with the same lease', async () => {
    const task = await lease(fixture);
    await Promise.all([runInVain(task), runInVain(task)]);
    await expectOnce();
  });

  it('taken over while the first worker stalled: only the new holder’s run counts', async () => {
    const stalled = await lease(fixture);
    fixture.clock.advance(leaseSeconds);
    const current = await lease(fixture);
    expect(current).toMatchObject({ id: stalled.id, attempt: 2 });
    await expect(handler(fixture.deps).run(stalled, atOnce)).rejects.toMatchObject({ code: 'lease_lost' });
    await handler(fixture.deps).run(current, atOnce);
    await expectOnce();
  });

  it('killed between the index and the change: the next run makes the same link', async () => {
    const task = await lease(fixture);
    const { unitOfWork, ...rest } = fixture.deps;
    let writes = 0;
    const run: typeof unitOfWork.run = (context, work) => {
      writes += 1;
      // The reading run of a resend passes; the change does not arrive.
      const last = fixture.memory.store.tokens.size === links;
      return last ? Promise.reject(new DependencyUnavailable('postgresql')) : unitOfWork.run(context, work);
    };
    await expect(handler({ ...rest, unitOfWork: { run } }).run(task, atOnce)).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
    expect(writes).toBeGreaterThan(0);
    const indexed = [...fixture.memory.store.tokens.keys()];
    fixture.clock.advance(leaseSeconds);
    await expectOnce();
    expect([...fixture.memory.store.tokens.keys()]).toEqual(indexed);
  });

  it('with the index away: nothing is told of a link that cannot be found', async () => {
    const task = await lease(fixture);
    const before = fixture.memory.store.outbox.length;
    const tokens = { ...fixture.deps.tokens, put: () => Promise.reject(new DependencyUnavailable('redis')) };
    const attempt = handler({ ...fixture.deps, tokens }).run(task, atOnce);
    await expect(attempt).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(fixture.memory.store.outbox).toHaveLength(before);
    fixture.clock.advance(leaseSeconds);
    await expectOnce();
  });
});

it('a dying database leaves nothing behind but the index entry', async () => {
  const fixture = useCaseFixture();
  await fixture.registerUser.execute(ada, request());
  const task = await lease(fixture);
  await expect(new CompleteRegistration(dyingAtWrite(fixture.deps)).run(task)).rejects.toThrow();
  const { users, outbox, audit, tokens } = fixture.memory.store;
  expect([users.size, outbox.length, audit.length, tokens.size]).toEqual([0, 0, 0, 1]);
});

describe('another link for an address that does not wait for one', () => {
  it.each(['unknown', 'active', 'suspended', 'deleted'] as const)('is silence (%s)', async (known) => {
    const fixture = useCaseFixture();
    if (known !== 'unknown') {
      const { id } = await activeAccount(fixture);
      fixture.alter(id, () => ({ status: known }));
    }
    const before = structuredClone(fixture.memory.store);
    await fixture.resendVerification.execute({ email: ada.email }, request());
    const sent = fixture.mailer.sent.length;
    await fixture.work();
    const { users, tokens, outbox, audit } = fixture.memory.store;
    expect({ users, tokens, outbox, audit }).toEqual({
      ...{ users: before.users, tokens: before.tokens, outbox: before.outbox, audit: before.audit },
    });
    expect(fixture.mailer.sent).toHaveLength(sent);
    expect(await fixture.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
  });

  it('nor is a link told of that was verified while it was made', async () => {
    const fixture = useCaseFixture();
    const first = await register(fixture, ada);
    await fixture.resendVerification.execute({ email: ada.email }, request());
    const { tokens } = fixture.deps;
    const put: typeof tokens.put = async (token) => {
      await fixture.verifyEmail.execute({ token: first, password: null }, request());
      await tokens.put(token);
    };
    await fixture.work({ tokens: { ...tokens, put } });
    expect(fixture.links(ada.email)).toEqual([first]);
    expect(fixture.memory.store.outbox.at(-1)?.type).toBe('user.updated');
  });
});
