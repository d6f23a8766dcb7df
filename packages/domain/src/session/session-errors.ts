import { DomainError } from '../shared/domain-error.ts';

/** Unknown, forged, expired, ended or reused: one answer for all. */
export class InvalidRefreshToken extends DomainError {
  readonly code = 'invalid_refresh_token';
  constructor() {
    super('The refresh token is not valid. Log in again.');
  }
}

export class SessionNotFound extends DomainError {
  readonly code = 'session_not_found';
  constructor() {
    super('This user has no such session.');
  }
}
