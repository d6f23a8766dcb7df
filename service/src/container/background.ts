import { setTimeout as delay } from 'node:timers/promises';
import {
  createTaskHandlers,
  housekeepingJobs,
  type RecurringJob,
  Relay,
  RelayLeaseKeeper,
  RepublishEvents,
  type TaskHandler,
  Worker,
} from '@users/application';
import { mailConnections } from '@users/mail';
import type { DependencyContainer } from 'tsyringe';
import { instanceCachingFactory } from 'tsyringe';
import { relayTiming } from '../run/relay-timing.ts';
import { reportRefusal } from '../run/report-refusal.ts';
import { reportTask } from '../run/report-task.ts';
import { taskTiming } from '../run/task-timing.ts';
import { tokens } from './tokens.ts';

/** One of the workers of this process. */
export interface NamedWorker {
  readonly name: string;
  readonly worker: Worker;
}

type Handlers = readonly (TaskHandler | RecurringJob)[];

/** The relay, and workers with a handler for each type of task. */
export function registerBackground(container: DependencyContainer): void {
  container.register(tokens.relay, { useFactory: instanceCachingFactory(makeRelay) });
  container.register(tokens.republishEvents, { useFactory: instanceCachingFactory(makeRepublication) });
  container.register(tokens.workers, { useFactory: instanceCachingFactory(makeWorkers) });
}

function makeRelay(from: DependencyContainer): Relay {
  const log = from.resolve(tokens.log);
  return new Relay({
    outbox: from.resolve(tokens.outbox),
    publisher: from.resolve(tokens.eventPublisher),
    lease: makeLease(from),
    batch: { min: 100, max: 2000, maxBytes: 4 * 1024 * 1024 },
    maxAttempts: 5,
    report: (refusal) => reportRefusal(log, refusal),
  });
}

function makeRepublication(from: DependencyContainer): RepublishEvents {
  return new RepublishEvents({
    eventLog: from.resolve(tokens.eventLog),
    publisher: from.resolve(tokens.eventPublisher),
    lease: makeLease(from),
    pageSize: 1000,
  });
}

/** One for each that publishes: the lease is a process's own. */
function makeLease(from: DependencyContainer): RelayLeaseKeeper {
  return new RelayLeaseKeeper({
    outbox: from.resolve(tokens.outbox),
    holder: `${process.pid}-${from.resolve(tokens.ids).uuid()}`,
    leaseSeconds: relayTiming.leaseSeconds,
    monotonicMs: () => performance.now(),
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
  });
}

/**
 * A worker for each kind of work, with slots of its own: mails wait for a mail server, and nothing else waits for mails;
 * housekeeping takes its time.
 */
function makeWorkers(from: DependencyContainer): readonly NamedWorker[] {
  const ports = from.resolve(tokens.ports);
  const { mails, others } = createTaskHandlers(ports);
  const log = from.resolve(tokens.log);
  const { leaseSeconds } = taskTiming;
  const make = (name: string, slots: number, lease: number, handlers: Handlers): NamedWorker => ({
    name,
    worker: new Worker({
      tasks: from.resolve(tokens.taskQueue),
      ...{ handlers, slots, leaseSeconds: lease },
      maxAttempts: 10,
      patienceSeconds: taskTiming.patienceSeconds,
      monotonicMs: () => performance.now(),
      pause: (seconds, signal) => delay(seconds * 1000, undefined, { signal }),
      report: (outcome) => reportTask(log, outcome),
    }),
  });
  return [
    make('worker', 16, leaseSeconds.others, others),
    make('mails', mailConnections, leaseSeconds.mails, mails),
    make('housekeeping', 1, leaseSeconds.housekeeping, housekeepingJobs(ports)),
  ];
}
