import { randomUUIDv7 } from 'node:crypto';
import {
  createTaskHandlers,
  createUseCases,
  housekeepingJobs,
  IdempotentUnitOfWork,
  type LeasedTask,
  type Mail,
  type Ports,
  type RecurringJob,
  type RequestContext,
  type TaskOutcome,
  Worker,
} from '@users/application';
import {
  type AccessSettings,
  type AccountRetention,
  type Actor,
  anonymous,
  type SessionLifetime,
  type UserState,
} from '@users/domain';
import { createMemoryAdapters, MemoryMailer, type StoredUser } from '@users/memory';
import { cryptoFixture } from './crypto-fixture.ts';
import { ManualClock } from './manual-clock.ts';
import { timeless } from './timeless.ts';

export const sessionLifetime: SessionLifetime = {
  idleSeconds: 14 * 86_400,
  absoluteSeconds: 30 * 86_400,
  graceSeconds: 10,
};
export const verificationTtlSeconds = 86_400;
export const invitationTtlSeconds = 7 * 86_400;
export const passwordResetTtlSeconds = 1800;
export const emailChangeTtlSeconds = 86_400;
export const emailReversalTtlSeconds = 7 * 86_400;
export const retention: AccountRetention = {
  pendingSeconds: 7 * 86_400,
  longestLinkSeconds: invitationTtlSeconds,
  softDeletedSeconds: 30 * 86_400,
};
export const loginLink = 'https://app.example.com/login';

/** What a fixture stands on: the ports that keep state. */
export type Storage = Pick<
  Ports,
  | 'reader'
  | 'unitOfWork'
  | 'tasks'
  | 'intake'
  | 'keptAnswers'
  | 'housekeeping'
  | 'eventLog'
  | 'directory'
  | 'archive'
  | 'roles'
  | 'clients'
  | 'sessions'
  | 'credentials'
  | 'actors'
  | 'clientActors'
  | 'waitingLinks'
  | 'incarnations'
  | 'tokens'
>;

export interface FixtureOptions {
  readonly registration?: AccessSettings['registration'];
}

export type AccountFixture = ReturnType<typeof accountFixture>;

/** All use-cases over the given storage, with real cryptography at next to no cost and a mailbox to look into. */
export function accountFixture(clock: ManualClock, storage: Storage, options: FixtureOptions = {}) {
  const crypto = cryptoFixture({ clock });
  const mailer = new MemoryMailer();
  const deps: Ports = {
    ...storage,
    settings: { registration: options.registration ?? 'open' },
    passwordPolicy: { minLength: 15 },
    sessionLifetime,
    hashCost: { memoryKib: 19_456, timeCost: 2 },
    verificationTtlSeconds,
    ...{ invitationTtlSeconds, passwordResetTtlSeconds, emailChangeTtlSeconds, emailReversalTtlSeconds },
    retention,
    eventRetentionSeconds: 90 * 86_400,
    exportPageSize: 3,
    links: { link: (template, token) => `https://users.example.com/${template}?token=${token}`, logIn: loginLink },
    clock,
    ids: crypto.ids,
    sealer: crypto.sealer,
    requestNames: crypto.requestNames,
    hasher: crypto.hasher,
    accessTokens: crypto.accessTokens,
    refreshTokens: crypto.refreshTokens,
    mailer,
  };
  const cases = createUseCases(deps);
  const outcomes: TaskOutcome[] = [];
  const workWith = (changed: Partial<Ports> = {}): Promise<void> => workOff({ ...deps, ...changed }, outcomes);
  return {
    clock,
    crypto,
    deps,
    mailer,
    /** What became of each task that ran. */
    outcomes,
    ...cases,
    /** Runs tasks until none is due. */
    work: workWith,
    /** Does all housekeeping until none has more to do at once. */
    housekeep: (): Promise<void> => housekeep(deps),
    /** Tokens of the links mailed to this address, to verify it unless told otherwise; oldest first. */
    links: (email: string, template: Mail['template'] = 'verify_email'): readonly string[] =>
      mailer.sent.flatMap((mail) =>
        mail.template === template && mail.to === email && 'link' in mail
          ? [new URL(mail.link).searchParams.get('token') ?? '']
          : [],
      ),
    /** What was mailed to this address, by template, oldest first. */
    mailsTo: (email: string): readonly Mail['template'][] =>
      mailer.sent.filter((mail) => mail.to === email).map(({ template }) => template),
    /** Who the bearer of this access token is now; anonymous when nobody. */
    bearer: async (accessToken: string): Promise<Actor> =>
      (await cases.authenticate.execute({ accessToken, fresh: true })) ?? anonymous,
  };
}

export type UseCaseFixture = ReturnType<typeof useCaseFixture>;

/** The same in memory, with a way to what no use-case can do yet. */
export function useCaseFixture(options: FixtureOptions = {}) {
  const clock = new ManualClock();
  const { ids } = cryptoFixture();
  const memory = createMemoryAdapters({ clock, ids, lifetime: sessionLifetime });
  const storage: Storage = {
    unitOfWork: new IdempotentUnitOfWork({ ...memory, clock }),
    reader: memory.reader,
    tasks: memory.taskQueue,
    intake: memory.requestIntake,
    keptAnswers: memory.keptAnswers,
    eventLog: memory.eventLog,
    housekeeping: memory.housekeeping,
    directory: memory.userDirectory,
    archive: memory.userArchive,
    roles: memory.roleDirectory,
    sessions: memory.sessionDirectory,
    credentials: memory.credentialsReader,
    actors: memory.actorReader,
    clientActors: memory.clientActorReader,
    clients: memory.clientDirectory,
    waitingLinks: memory.waitingLinks,
    incarnations: memory.incarnations,
    tokens: memory.tokenStore,
  };
  const { store } = memory;
  return {
    ...accountFixture(clock, storage, options),
    memory,
    /** Writes a user's row past every rule, as another process would: the guards move. */
    alter(id: string, change: (state: UserState) => Partial<UserState>): void {
      const state = userById(store.users, id);
      store.users.set(id, { ...state, ...change(state), version: state.version + 1, revision: state.revision + 1 });
    },
    user: (id: string): StoredUser => userById(store.users, id),
    userWith: (email: string): StoredUser | undefined => [...store.users.values()].find((user) => user.email === email),
  };
}

function userById(users: ReadonlyMap<string, StoredUser>, id: string): StoredUser {
  const state = users.get(id);
  if (state === undefined) throw new Error(`no user ${id}`);
  return structuredClone(state);
}

export function request(actor: Actor = anonymous, overrides: Partial<RequestContext> = {}): RequestContext {
  const requestId = randomUUIDv7();
  return { actor, requestId, network: '203.0.113.0/24', userAgent: 'vitest', traceparent: null, ...overrides };
}

async function workOff(deps: Ports, outcomes: TaskOutcome[]): Promise<void> {
  const { mails, others } = createTaskHandlers(deps);
  const worker = new Worker({
    tasks: deps.tasks,
    handlers: [...others, ...mails],
    slots: 16,
    leaseSeconds: 45,
    maxAttempts: 10,
    ...timeless,
    report: (outcome) => outcomes.push(outcome),
  });
  // A task that has ended may have left others.
  while ((await worker.step()) > 0) await worker.settled();
}

async function housekeep(deps: Ports): Promise<void> {
  for (const job of housekeepingJobs(deps)) while ((await job.step(housekeepingTask(job))) === 0);
}

/** The row of a job, as its worker holds it. */
export function housekeepingTask({ type }: RecurringJob): LeasedTask {
  const id = randomUUIDv7();
  return { id, type, payload: {}, traceparent: null, requestId: type, lease: id, attempt: 1, ageSeconds: 0 };
}
