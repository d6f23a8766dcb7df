import type { StoredEvent, Transaction } from '@users/application';
import {
  Role,
  type RoleState,
  ServiceClient,
  type ServiceClientState,
  Session,
  type SessionState,
  User,
  type UserState,
} from '@users/domain';
import type { AuditRecord, StorageFixture } from './fixture.ts';
import { changeContext, clientState, openSession, registered, sessionState, userState } from './samples.ts';

/** One change with nothing special about it. */
export function change<Result>(fixture: StorageFixture, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return fixture.unitOfWork.run(changeContext(), work);
}

/** Puts users into the store as they are, without events. */
export async function seedUsers(fixture: StorageFixture, states: readonly UserState[]): Promise<void> {
  await change(fixture, async (tx) => {
    for (const state of states) tx.users.add(User.restore(state));
  });
}

export async function seedUser(fixture: StorageFixture, overrides: Partial<UserState> = {}): Promise<UserState> {
  const state = userState(fixture.now(), overrides);
  await seedUsers(fixture, [state]);
  return state;
}

export async function seedSession(
  fixture: StorageFixture,
  user: UserState,
  overrides: Partial<SessionState> = {},
): Promise<SessionState> {
  const state = sessionState(user, fixture.now(), overrides);
  await change(fixture, async (tx) => tx.sessions.add(Session.restore(state)));
  return state;
}

/** Puts a role into the store. */
export async function seedRole(
  fixture: StorageFixture,
  role: Pick<RoleState, 'name'> & Partial<Pick<RoleState, 'description' | 'permissions'>>,
): Promise<void> {
  await change(fixture, async (tx) => {
    tx.roles.add(Role.create({ description: 'For a test.', permissions: [], ...role }));
  });
}

/** Puts a service client into the store. */
export async function seedClient(
  fixture: StorageFixture,
  overrides: Partial<ServiceClientState> = {},
): Promise<ServiceClientState> {
  const state = clientState(fixture.now(), overrides);
  await change(fixture, async (tx) => tx.clients.add(ServiceClient.restore(state)));
  return state;
}

/** As a deletion does it. */
export async function eraseUser(fixture: StorageFixture, id: string): Promise<void> {
  await change(fixture, async (tx) => {
    (await findUser(tx, id)).erase(fixture.now());
    tx.sessions.removeOf(id);
    tx.emailReversals.removeOf(id);
    tx.forget(id);
  });
}

/** A pending account, registered through the domain; its first event is in the outbox. */
export async function seedRegistered(fixture: StorageFixture): Promise<UserState> {
  const user = registered(fixture.now());
  await change(fixture, async (tx) => tx.users.add(user));
  return user.state;
}

export async function rename(fixture: StorageFixture, id: string, fullName: string): Promise<void> {
  await change(fixture, async (tx) => {
    (await findUser(tx, id)).updateProfile({ fullName }, fixture.now());
  });
}

export async function findUser(tx: Transaction, id: string): Promise<User> {
  const user = await tx.users.find(id);
  if (user === null) throw new Error('the user is not there');
  return user;
}

export async function findRole(tx: Transaction, name: string): Promise<Role> {
  const role = await tx.roles.find(name);
  if (role === null) throw new Error('the role is not there');
  return role;
}

export async function findClient(tx: Transaction, id: string): Promise<ServiceClient> {
  const client = await tx.clients.find(id);
  if (client === null) throw new Error('the service client is not there');
  return client;
}

export async function findSession(tx: Transaction, id: string): Promise<Session> {
  const session = await tx.sessions.find(id);
  if (session === null) throw new Error('the session is not there');
  return session;
}

export async function storedUser(fixture: StorageFixture, id: string): Promise<UserState | undefined> {
  return change(fixture, async (tx) => (await tx.users.find(id))?.state);
}

export async function storedSession(fixture: StorageFixture, id: string): Promise<SessionState | undefined> {
  return change(fixture, async (tx) => (await tx.sessions.find(id))?.state);
}

export async function storedClient(fixture: StorageFixture, id: string): Promise<ServiceClientState | undefined> {
  return change(fixture, async (tx) => (await tx.clients.find(id))?.state);
}

/** Everything in the outbox. */
export function outboxOf(fixture: StorageFixture): Promise<readonly StoredEvent[]> {
  return fixture.outbox.read(10_000);
}

export interface Picture {
  readonly users: readonly (UserState | undefined)[];
  readonly sessions: readonly (SessionState | undefined)[];
  readonly events: readonly string[];
  readonly tasks: { readonly waiting: number; readonly parked: number };
  readonly audit: readonly AuditRecord[];
}

/** All that a change could have left behind, for "nothing happened". */
export async function picture(fixture: StorageFixture, users: string[], sessions: string[]): Promise<Picture> {
  return {
    users: await Promise.all(users.map((id) => storedUser(fixture, id))),
    sessions: await Promise.all(sessions.map((id) => storedSession(fixture, id))),
    events: (await outboxOf(fixture)).map((event) => event.id),
    tasks: await fixture.taskQueue.count(),
    audit: await fixture.auditTrail(),
  };
}

/** Logs a user in: a session, and when it was. */
export async function openedFor(fixture: StorageFixture, { id, passwordHash, epoch }: UserState): Promise<void> {
  await change(fixture, async (tx) => {
    const user = await findUser(tx, id);
    user.recordLogIn({ passwordHash: passwordHash ?? '', epoch, rehashed: null }, fixture.now());
    tx.sessions.add(openSession(user.state, fixture.now()));
  });
}
