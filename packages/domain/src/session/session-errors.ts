import { DomainError } from '../shared/domain-error.ts';

/** Unknown, forged, expired, ended or reused: one answer for all. */
export class InvalidRefreshToken extends DomainError {
  readonly code = 'invalid_refresh_token';
  constructor() {
    super('The refresh token is not valid. Log in again.');
  }
}
