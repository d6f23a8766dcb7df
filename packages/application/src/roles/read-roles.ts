import { type AccessSettings, Forbidden, NotAuthenticated, RoleNotFound } from '@users/domain';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import type { RoleDirectory } from './role-directory.ts';
import { type RoleResult, roleResult, roleSubject } from './role-result.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly roles: RoleDirectory;
}

/** All roles. */
export class ListRoles {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(_input: object, context: RequestContext): Promise<readonly RoleResult[]> {
    const { settings, roles } = this.#deps;
    authorize('role.list', context.actor, settings);
    return (await roles.list()).map((role) => roleResult(role, context.actor, settings));
  }
}

/** One role. */
export class GetRole {
  static readonly errors = [NotAuthenticated, Forbidden, RoleNotFound, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly name: string }, context: RequestContext): Promise<RoleResult> {
    const { settings, roles } = this.#deps;
    authorize('role.list', context.actor, settings);
    const role = await roles.find(input.name);
    if (!role) throw new RoleNotFound();
    authorize('role.read', context.actor, settings, roleSubject(role));
    return roleResult(role, context.actor, settings);
  }
}
