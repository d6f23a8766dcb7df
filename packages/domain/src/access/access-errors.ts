import { DomainError } from '../shared/domain-error.ts';

export class NotAuthenticated extends DomainError {
  readonly code = 'not_authenticated';
  constructor() {
    super('This needs a valid access token: log in, or refresh the one you have.');
  }
}

export class Forbidden extends DomainError {
  readonly code = 'forbidden';
  constructor() {
    super('You are not allowed to do this.');
  }
}

/** What it is about is not in a state in which this can be done, whoever asks. */
export class WrongState extends DomainError {
  readonly code = 'wrong_state';
  constructor() {
    super('It is not in a state that allows this.');
  }
}

export class RegistrationClosed extends DomainError {
  readonly code = 'registration_closed';
  constructor() {
    super('Accounts are made by invitation here.');
  }
}
