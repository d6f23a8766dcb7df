import { Role, type RoleRepository, type RoleState } from '@users/domain';
import { type Loaded, LoadedAggregates } from './loaded-aggregates.ts';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

/** The roles of one run of a closure. */
export class MemoryRoleRepository implements RoleRepository {
  readonly #store: MemoryStore;
  readonly #loaded = new LoadedAggregates<Role, RoleState>((role) => role.name);
  readonly #removed = new Set<Role>();
  readonly #reliedOn = new Set<Role>();

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  async find(name: string): Promise<Role | null> {
    await roundTrip();
    return this.#remember(name);
  }

  async findAll(names: readonly string[]): Promise<readonly Role[]> {
    await roundTrip();
    return [...new Set(names)].map((name) => this.#remember(name)).filter((role) => role !== null);
  }

  add(role: Role): void {
    this.#loaded.add(role);
  }

  relyOn(role: Role): void {
    this.#reliedOn.add(role);
  }

  remove(role: Role): void {
    this.#removed.add(role);
  }

  changed(): readonly Loaded<Role, RoleState>[] {
    return this.#loaded.all().filter(({ aggregate, stored }) => {
      return !this.#removed.has(aggregate) && (stored === null || aggregate.touched);
    });
  }

  /** Those that are to be as they were read. */
  reliedOn(): readonly Loaded<Role, RoleState>[] {
    return this.#loaded.all().filter(({ aggregate }) => this.#reliedOn.has(aggregate));
  }

  removed(): readonly Loaded<Role, RoleState>[] {
    return this.#loaded.all().filter(({ aggregate }) => this.#removed.has(aggregate));
  }

  #remember(name: string): Role | null {
    return this.#loaded.remember(name, copy(this.#store.roles.get(name)), Role.restore);
  }
}
