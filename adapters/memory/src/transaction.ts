import type { AuditNote, Clock, KeptAnswer, LeasedTask, NewTask, RequestCount, Transaction } from '@users/application';
import {
  type EmailAddress,
  ServiceClient,
  type ServiceClientRepository,
  type ServiceClientState,
  Session,
  type SessionRepository,
  type SessionState,
  User,
  type UserRepository,
  type UserState,
} from '@users/domain';
import { MemoryEmailReversalRepository } from './email-reversal-repository.ts';
import { MemoryLinkPauseRepository } from './link-pause-repository.ts';
import { LoadedAggregates } from './loaded-aggregates.ts';
import { type MemoryStore, stateOf } from './memory-store.ts';
import { storedPermissions } from './permissions.ts';
import { MemoryRoleRepository } from './role-repository.ts';
import { copy, jsonCopy, roundTrip } from './values.ts';

/** One run of a closure: reads what is committed, remembers what is to be written. Writes nothing. */
export class MemoryTransaction implements Transaction {
  readonly loadedUsers = new LoadedAggregates<User, UserState>((user) => user.id);
  readonly loadedSessions = new LoadedAggregates<Session, SessionState>((session) => session.id);
  readonly loadedClients = new LoadedAggregates<ServiceClient, ServiceClientState>((client) => client.id);
  /** Users and clients that are to be as they were read. */
  readonly reliedOn = new Set<User | ServiceClient>();
  readonly counts: RequestCount[] = [];
  readonly newTasks: NewTask[] = [];
  readonly doneTasks: LeasedTask[] = [];
  readonly notes: AuditNote[] = [];
  /** Users whose sessions all go. */
  readonly signedOut = new Set<string>();
  /** Users of whom nothing is to be left beside their rows. */
  readonly forgotten = new Set<string>();
  /** Requests that must not have come again. */
  readonly notRepeated: string[] = [];
  readonly roles: MemoryRoleRepository;
  readonly emailReversals: MemoryEmailReversalRepository;
  readonly linkPauses: MemoryLinkPauseRepository;
  keptAnswer: KeptAnswer | null = null;
  adminKept = false;
  readonly #store: MemoryStore;

  constructor(store: MemoryStore, clock: Clock) {
    this.#store = store;
    this.roles = new MemoryRoleRepository(store);
    this.linkPauses = new MemoryLinkPauseRepository(store);
    this.emailReversals = new MemoryEmailReversalRepository(store, clock);
  }

  readonly users: UserRepository = {
    find: async (id) => {
      await roundTrip();
      return this.#user(id);
    },
    findByEmail: async (email) => {
      await roundTrip();
      return this.loadedUsers.find((user) => user.state.email === email) ?? this.#user(this.#idOf(email));
    },
    adopt: (state) => this.loadedUsers.remember(state.id, copy(state), User.restore) ?? User.restore(state),
    add: (user) => this.loadedUsers.add(user),
    relyOn: (user) => this.reliedOn.add(user),
  };

  readonly sessions: SessionRepository = {
    find: async (id) => {
      await roundTrip();
      return this.loadedSessions.remember(id, copy(this.#store.sessions.get(id)), Session.restore);
    },
    findWithUser: async (id) => {
      await roundTrip();
      const session = this.loadedSessions.remember(id, copy(this.#store.sessions.get(id)), Session.restore);
      const user = session && this.#user(session.state.userId);
      return session && user && { session, user, permissions: storedPermissions(this.#store, user.state.roles) };
    },
    add: (session) => this.loadedSessions.add(session),
    removeOf: (userId) => this.signedOut.add(userId),
  };

  readonly clients: ServiceClientRepository = {
    find: async (id) => {
      await roundTrip();
      return this.loadedClients.remember(id, copy(this.#store.clients.get(id)), ServiceClient.restore);
    },
    add: (client) => this.loadedClients.add(client),
    relyOn: (client) => this.reliedOn.add(client),
  };

  keepAdmin(): void {
    this.adminKept = true;
  }

  countRequest(count: RequestCount): void {
    this.counts.push(count);
  }

  assertNotRepeated(keys: readonly string[]): void {
    this.notRepeated.push(...keys);
  }

  enqueue(task: NewTask): void {
    this.newTasks.push(jsonCopy(task));
  }

  complete(task: LeasedTask): void {
    this.doneTasks.push(task);
  }

  forget(userId: string): void {
    this.forgotten.add(userId);
  }

  keepAnswer(kept: KeptAnswer): void {
    this.keptAnswer = copy(kept);
  }

  note(note: AuditNote): void {
    this.notes.push(jsonCopy(note));
  }

  /** Erased users are read no more. */
  #user(id: string | undefined): User | null {
    if (id === undefined) return null;
    const stored = this.#store.users.get(id);
    return this.loadedUsers.remember(id, stored?.erasedAt === null ? stateOf(stored) : undefined, User.restore);
  }

  #idOf(email: EmailAddress): string | undefined {
    for (const user of this.#store.users.values()) if (user.email === email && user.erasedAt === null) return user.id;
    return undefined;
  }
}
