import type { AuditNote, LeasedTask, NewTask, Transaction } from '@users/application';
import {
  type EmailAddress,
  Role,
  type RoleRepository,
  Session,
  type SessionRepository,
  type SessionState,
  User,
  type UserRepository,
  type UserState,
} from '@users/domain';
import { LoadedAggregates } from './loaded-aggregates.ts';
import type { MemoryStore } from './memory-store.ts';
import { copy, jsonCopy, roundTrip } from './values.ts';

/** One run of a closure: reads what is committed, remembers what is to be written. Writes nothing. */
export class MemoryTransaction implements Transaction {
  readonly loadedUsers = new LoadedAggregates<User, UserState>();
  readonly loadedSessions = new LoadedAggregates<Session, SessionState>();
  readonly newTasks: NewTask[] = [];
  readonly doneTasks: LeasedTask[] = [];
  readonly notes: AuditNote[] = [];
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
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
    add: (user) => this.loadedUsers.add(user),
  };

  readonly sessions: SessionRepository = {
    find: async (id) => {
      await roundTrip();
      return this.loadedSessions.remember(id, copy(this.#store.sessions.get(id)), Session.restore);
    },
    add: (session) => this.loadedSessions.add(session),
  };

  readonly roles: RoleRepository = {
    findAll: async (names) => {
      await roundTrip();
      return [...this.#store.roles.values()].filter((role) => names.includes(role.name)).map(Role.restore);
    },
  };

  enqueue(task: NewTask): void {
    this.newTasks.push(jsonCopy(task));
  }

  complete(task: LeasedTask): void {
    this.doneTasks.push(task);
  }

  note(note: AuditNote): void {
    this.notes.push(jsonCopy(note));
  }

  #user(id: string | undefined): User | null {
    return id === undefined ? null : this.loadedUsers.remember(id, copy(this.#store.users.get(id)), User.restore);
  }

  #idOf(email: EmailAddress): string | undefined {
    for (const user of this.#store.users.values()) if (user.email === email) return user.id;
    return undefined;
  }
}
