import type { RoleState } from '@users/domain';

/** The read side of roles. */
export interface RoleDirectory {
  /** @throws DependencyUnavailable */
  find(name: string): Promise<RoleState | null>;
  /** All of them, by name in code point order: there are few. @throws DependencyUnavailable */
  list(): Promise<readonly RoleState[]>;
}
