import { DomainError } from '../shared/domain-error.ts';

export class ClientNotFound extends DomainError {
  readonly code = 'client_not_found';
  constructor() {
    super('There is no such service client.');
  }
}

/** Unknown, wrong, out of date or revoked: one answer for all (RFC 6749 §5.2). */
export class InvalidClient extends DomainError {
  readonly code = 'invalid_client';
  constructor() {
    super('The client is not known, or its secret is not good.');
  }
}

/** A client asks for what it was not granted (RFC 6749 §5.2). */
export class InvalidScope extends DomainError {
  readonly code = 'invalid_scope';
  constructor() {
    super('The scope names something that this client was not granted.');
  }
}
