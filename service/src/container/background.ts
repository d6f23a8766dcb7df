import {
  CompleteRegistration,
  Relay,
  RelayLeaseKeeper,
  ResendVerificationLink,
  ScrubEvents,
  SendMail,
  StartEmailChange,
  StartPasswordReset,
  Worker,
} from '@users/application';
import type { DependencyContainer } from 'tsyringe';
import { instanceCachingFactory } from 'tsyringe';
import { relayTiming } from '../run/relay-timing.ts';
import { reportRefusal } from '../run/report-refusal.ts';
import { reportTask } from '../run/report-task.ts';
import { accountLinks } from './account-links.ts';
import { tokens } from './tokens.ts';

/** The relay, and the worker with a handler for each type of task. */
export function registerBackground(container: DependencyContainer): void {
  container.register(tokens.relay, { useFactory: instanceCachingFactory(makeRelay) });
  container.register(tokens.worker, { useFactory: instanceCachingFactory(makeWorker) });
}

function makeRelay(from: DependencyContainer): Relay {
  const log = from.resolve(tokens.log);
  const outbox = from.resolve(tokens.outbox);
  const lease = new RelayLeaseKeeper({
    outbox,
    holder: `${process.pid}-${from.resolve(tokens.ids).uuid()}`,
    leaseSeconds: relayTiming.leaseSeconds,
    monotonicMs: () => performance.now(),
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
  });
  return new Relay({
    outbox,
    publisher: from.resolve(tokens.eventPublisher),
    lease,
    batch: { min: 100, max: 2000, maxBytes: 4 * 1024 * 1024 },
    maxAttempts: 5,
    report: (refusal) => reportRefusal(log, refusal),
  });
}

function makeWorker(from: DependencyContainer): Worker {
  const { accounts, pages } = from.resolve(tokens.config);
  const log = from.resolve(tokens.log);
  const shared = {
    credentials: from.resolve(tokens.credentialsReader),
    tokens: from.resolve(tokens.tokenStore),
    unitOfWork: from.resolve(tokens.unitOfWork),
    sealer: from.resolve(tokens.sealer),
    ids: from.resolve(tokens.ids),
    clock: from.resolve(tokens.clock),
    mailer: from.resolve(tokens.mailer),
    eventLog: from.resolve(tokens.eventLog),
    verificationTtlSeconds: accounts.verificationTtlSeconds,
    passwordResetTtlSeconds: accounts.passwordResetTtlSeconds,
    emailChangeTtlSeconds: accounts.emailChangeTtlSeconds,
    links: accountLinks(pages),
  };
  return new Worker({
    tasks: from.resolve(tokens.taskQueue),
    handlers: [
      new CompleteRegistration(shared),
      new ResendVerificationLink(shared),
      new StartPasswordReset(shared),
      new StartEmailChange(shared),
      new SendMail(shared),
      new ScrubEvents(shared),
    ],
    concurrency: 16,
    // A mail may take 20 s; half a minute later the task of a killed worker is due again.
    leaseSeconds: 45,
    maxAttempts: 10,
    report: (outcome) => reportTask(log, outcome),
  });
}
