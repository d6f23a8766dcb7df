import { DomainError } from '../shared/domain-error.ts';

export class InvalidEmailAddress extends DomainError {
  readonly code = 'invalid_email';
  constructor() {
    super('The e-mail address is not valid.', [{ pointer: '/email', detail: 'must be an e-mail address' }]);
  }
}

export class WeakPassword extends DomainError {
  readonly code = 'weak_password';
  /** @param pointer to the field that holds it */
  constructor(detail: string, pointer = '/password') {
    super(`The password ${detail}.`, [{ pointer, detail }]);
  }
}

/** Only for callers who may see accounts; public endpoints never tell. */
export class EmailTaken extends DomainError {
  readonly code = 'email_taken';
  constructor() {
    super('Another account has this e-mail address.', [{ pointer: '/email', detail: 'is in use' }]);
  }
}

export class UserNotFound extends DomainError {
  readonly code = 'user_not_found';
  constructor() {
    super('There is no such user, or you may not know of it.');
  }
}

/** `If-Match` named another version than the one stored. */
export class VersionMismatch extends DomainError {
  readonly code = 'version_mismatch';
  readonly current: number;
  constructor(current: number) {
    super('It was changed by someone else in the meantime. Read it again and repeat the change.');
    this.current = current;
  }
}

/** The address was verified by another link than this one. */
export class AlreadyVerified extends DomainError {
  readonly code = 'already_verified';
  constructor() {
    super('This e-mail address is verified already. You can log in.');
  }
}

/** The link is unknown, expired, spent, or no longer fits the account. */
export class LinkExpired extends DomainError {
  readonly code = 'link_expired';
  constructor() {
    super('This link is not valid any more. Ask for a new one.');
  }
}

/** Whoever asked for the link may no longer ask for what it does (any more, or with this account as it is now). */
export class LinkNotAuthorized extends DomainError {
  readonly code = 'link_not_authorized';
  constructor() {
    super('Whoever asked for this link may no longer do so. Ask an administrator of the service for a new one.');
  }
}

/** Somebody asks more often than anyone needs to. */
export class TooManyRequests extends DomainError {
  readonly code = 'too_many_requests';
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super('You have asked for this too often. Wait before you ask again.');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Only others may take from an account what undoes a change that one asked for oneself. */
export class OwnEmailChange extends DomainError {
  readonly code = 'own_email_change';
  constructor() {
    super('You asked for this change of address: only another administrator can void its undo.');
  }
}

/** The link carries no password: its reader chooses one. */
export class PasswordRequired extends DomainError {
  readonly code = 'password_required';
  constructor() {
    super('Choose a password to finish.', [{ pointer: '/password', detail: 'is required with this link' }]);
  }
}

/** Unknown address, wrong password, deleted account or address not verified: one answer for all. */
export class InvalidCredentials extends DomainError {
  readonly code = 'invalid_credentials';
  constructor() {
    super(
      'The e-mail address or the password is wrong, or the address is not verified yet. To verify it, open the link in our mail, or ask for another one.',
    );
  }
}

export class AccountSuspended extends DomainError {
  readonly code = 'account_suspended';
  constructor() {
    super('This account is suspended.');
  }
}

/** Metadata is for a few facts, not for documents. */
export class MetadataTooLarge extends DomainError {
  readonly code = 'metadata_too_large';
  constructor() {
    super('The metadata is too large.', [{ pointer: '/metadata', detail: 'must have at most 8192 bytes as JSON' }]);
  }
}

/** The current password that a signed-in user gave to prove themselves. */
export class WrongPassword extends DomainError {
  readonly code = 'wrong_password';
  constructor() {
    super('The current password is wrong.', [{ pointer: '/current_password', detail: 'is wrong' }]);
  }
}

/** Fields of an imported account that do not go together. */
export class InvalidAccount extends DomainError {
  readonly code = 'invalid_account';
  /** @param pointer to the first of them that does not */
  constructor(detail: string, pointer = '/status') {
    super('The account contradicts itself.', [{ pointer, detail }]);
  }
}

/** A hash that this service did not make, or that costs too much to check. The message never holds it. */
export class UnsupportedPasswordHash extends DomainError {
  readonly code = 'unsupported_password_hash';
  constructor(detail: string) {
    super(`The password hash ${detail}.`, [{ pointer: '/password_hash', detail }]);
  }
}
