import type { RoleDirectory } from '@users/application';
import type { RoleState } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { compareText, copy, roundTrip } from './values.ts';

export class MemoryRoleDirectory implements RoleDirectory {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async find(name: string): Promise<RoleState | null> {
    await roundTrip();
    return copy(this.#store.roles.get(name)) ?? null;
  }

  async list(): Promise<readonly RoleState[]> {
    await roundTrip();
    return copy([...this.#store.roles.values()]).sort((left, right) => compareText(left.name, right.name));
  }
}
