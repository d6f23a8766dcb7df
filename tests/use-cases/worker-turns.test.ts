import { type LeasedTask, type TaskOutcome, type UntilMyTurn, Worker } from '@users/application';
import { describe, expect, it } from 'vitest';
import { timeless } from '../support/timeless.ts';
import { useCaseFixture } from '../support/use-case-fixture.ts';
import { bound } from '../support/working.ts';

const leaseSeconds = 20;
const turned = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A worker whose tasks ask for their turn; what they do then is told by `run`. */
function working(run: (task: LeasedTask, untilMyTurn: UntilMyTurn) => Promise<void>) {
  const fixture = useCaseFixture();
  const { tasks, ids } = fixture.deps;
  const outcomes: TaskOutcome[] = [];
  const notes: string[] = [];
  const monotonic = { ms: 0 };
  const hold = { note: Promise.resolve() };
  const patience = { over: () => {} };
  const worker = new Worker({
    tasks: {
      ...bound(tasks),
      complete: async (task) => {
        await hold.note;
        await tasks.complete(task);
        notes.push(task.id);
      },
    },
    handlers: [{ type: 'job', run }],
    ...{ slots: 5, leaseSeconds, maxAttempts: 1, ...timeless },
    monotonicMs: () => monotonic.ms,
    pause: (seconds, calledOff) =>
      new Promise((resolve, reject) => {
        expect(seconds).toBe(timeless.patienceSeconds);
        const others = patience.over;
        patience.over = () => [others(), resolve()];
        calledOff?.addEventListener('abort', () => reject(calledOff.reason));
      }),
    report: (outcome) => outcomes.push(outcome),
  });
  const enqueue = async (): Promise<string> => {
    const id = ids.uuid();
    await tasks.enqueue({ id, type: 'job', payload: {}, traceparent: null, requestId: ids.uuid() });
    return id;
  };
  return { ...fixture, worker, outcomes, notes, monotonic, hold, patience, enqueue };
}

// A worker that is killed between a mail server's word and its note makes that mail go out again: five at once were five.
describe('the last steps of tasks of one worker', () => {
  it('are taken one by one, in the order of asking, each when the end of the one before is noted', async () => {
    const past: string[] = [];
    const asked: string[] = [];
    const on = working(async ({ id }, untilMyTurn) => {
      asked.push(id);
      await untilMyTurn();
      expect(past.filter((other) => !on.notes.includes(other))).toEqual([]);
      past.push(id);
    });
    for (let count = 0; count < 3; count += 1) await on.enqueue();
    const note = Promise.withResolvers<void>();
    on.hold.note = note.promise;
    await on.worker.step();
    while (asked.length < 3) await turned();
    await turned();
    expect(past).toEqual(asked.slice(0, 1));
    note.resolve();
    await on.worker.settled();
    expect(past).toEqual(asked);
    expect(on.outcomes.map(({ result }) => result)).toEqual(['done', 'done', 'done']);
  });

  it('wait for nobody who has not asked yet', async () => {
    const slow = Promise.withResolvers<void>();
    const past: string[] = [];
    const on = working(async ({ id }, untilMyTurn) => {
      if (id === ids[0]) await slow.promise;
      await untilMyTurn();
      past.push(id);
    });
    const ids = [await on.enqueue(), await on.enqueue()];
    await on.worker.step();
    while (past.length === 0) await turned();
    expect(past).toEqual(ids.slice(1));
    slow.resolve();
    await on.worker.settled();
    expect(past).toEqual(ids.toReversed());
  });

  it('go on after one that fails', async () => {
    let runs = 0;
    const on = working(async (_, untilMyTurn) => {
      await untilMyTurn();
      runs += 1;
      if (runs === 1) throw new TypeError('broken');
    });
    await on.enqueue();
    await on.enqueue();
    await on.worker.step();
    await on.worker.settled();
    expect(on.outcomes.map(({ result }) => result)).toEqual(['parked', 'done']);
  });

  it('are not waited for for ever: the task goes back to the queue, which counts for nothing', async () => {
    const slow = Promise.withResolvers<void>();
    const past: string[] = [];
    const on = working(async ({ id }, untilMyTurn) => {
      await untilMyTurn();
      past.push(id);
      if (past.length === 1) await slow.promise;
    });
    await on.enqueue();
    await on.enqueue();
    await on.worker.step();
    while (past.length === 0) await turned();
    on.patience.over();
    while (on.outcomes.length === 0) await turned();
    expect(on.outcomes).toMatchObject([{ result: 'retried', error: { code: 'not_yet' } }]);
    slow.resolve();
    await on.worker.settled();
    on.monotonic.ms += 1000;
    on.clock.advance(1);
    await on.worker.step();
    await on.worker.settled();
    expect(new Set(past).size).toBe(2);
    expect(await on.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
  });

  // A process that slept, or waited, for longer than its lease finds its mail sent by another.
  it('are not taken when the lease is over', async () => {
    let past = 0;
    const on = working(async (_, untilMyTurn) => {
      on.monotonic.ms += leaseSeconds * 1000;
      await untilMyTurn();
      past += 1;
    });
    await on.enqueue();
    await on.worker.step();
    await on.worker.settled();
    expect(on.outcomes).toMatchObject([{ result: 'lost', error: { code: 'lease_lost' } }]);
    expect(past).toBe(0);
  });

  it('are not taken by work that goes on after its task has ended, nor held up by it', async () => {
    const late = Promise.withResolvers<void>();
    let asked: Promise<void> | undefined;
    const on = working(async (_, untilMyTurn) => {
      if (asked) await untilMyTurn();
      asked ??= late.promise.then(untilMyTurn);
    });
    await on.enqueue();
    await on.worker.step();
    await on.worker.settled();
    late.resolve();
    await expect(asked).rejects.toMatchObject({ code: 'lease_lost' });
    await on.enqueue();
    await on.worker.step();
    await on.worker.settled();
    expect(on.outcomes.map(({ result }) => result)).toEqual(['done', 'done']);
  });
});
