import { DomainError } from '../shared/domain-error.ts';

export class RoleNotFound extends DomainError {
  readonly code = 'role_not_found';
  constructor() {
    super('There is no such role.');
  }
}

export class RoleTaken extends DomainError {
  readonly code = 'role_taken';
  constructor() {
    super('There is a role of this name already.', [{ pointer: '/name', detail: 'is in use' }]);
  }
}

/** A role that users hold cannot be removed: take it from them first. */
export class RoleInUse extends DomainError {
  readonly code = 'role_in_use';
  constructor() {
    super('Users hold this role. Take it from them first.');
  }
}

export class UnknownRole extends DomainError {
  readonly code = 'unknown_role';
  constructor() {
    super('One of the roles does not exist.', [{ pointer: '/roles', detail: 'names a role that does not exist' }]);
  }
}

/** Nobody grants what they do not hold. */
export class GrantExceedsOwn extends DomainError {
  readonly code = 'grant_exceeds_own';
  constructor() {
    super('You can grant or take only permissions that you hold yourself.');
  }
}

/** The last active administrator can be neither demoted, suspended nor removed. */
export class LastAdmin extends DomainError {
  readonly code = 'last_admin';
  constructor() {
    super('This is the last active administrator. Make another one first.');
  }
}
