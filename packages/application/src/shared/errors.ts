import { DomainError } from '@users/domain';

/** Something that this service needs is away. The request may be sent again later; nothing half-done remains. */
export class DependencyUnavailable extends DomainError {
  readonly code = 'dependency_unavailable';
  readonly dependency: 'postgresql' | 'redis' | 'kafka' | 'mail';
  readonly retryAfterSeconds: number;
  constructor(
    dependency: DependencyUnavailable['dependency'],
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super('A part of the service is not available. Try again in a moment.');
    this.dependency = dependency;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2;
    this.cause = options.cause;
  }
}

/** The queue before the password hasher is full: refused at once, so that what is in it gets done. */
export class HashingOverloaded extends DomainError {
  readonly code = 'overloaded';
  readonly retryAfterSeconds = 1;
  constructor() {
    super('Too many log-ins at once. Try again in a moment.');
  }
}

/** Three times in a row someone else changed the same thing first. */
export class ConcurrentChange extends DomainError {
  readonly code = 'concurrent_change';
  constructor() {
    super('The same thing is being changed by others right now. Try again.');
  }
}

/** Another worker holds the task, or has done it. */
export class LeaseLost extends DomainError {
  readonly code = 'lease_lost';
  constructor() {
    super('The task is no longer held by this worker.');
  }
}

/** A sealed value cannot be opened here: other purpose, unknown key, or changed. */
export class SealBroken extends DomainError {
  readonly code = 'seal_broken';
  constructor() {
    super('A sealed value cannot be opened with the keys of this service.');
  }
}

/** The mail server will never take this mail: trying again is of no use. */
export class MailRefused extends DomainError {
  readonly code = 'mail_refused';
  constructor(reply: string) {
    super(`The mail server refused the mail: ${reply}`);
  }
}

/** The mail server does not take this mail now (a full mailbox, greylisting); others it may take. */
export class MailDeferred extends DomainError {
  readonly code = 'mail_deferred';
  constructor(reply: string) {
    super(`The mail server put the mail off: ${reply}`);
  }
}

/** A cursor that this service did not hand out for this list. */
export class InvalidCursor extends DomainError {
  readonly code = 'invalid_cursor';
  constructor() {
    super('The cursor does not belong to this list. Start again without it.', [
      { pointer: '/cursor', detail: 'is not a cursor of this list' },
    ]);
  }
}
