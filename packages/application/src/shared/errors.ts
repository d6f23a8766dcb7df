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

/** The same was asked for again, so that this must not be done as if it were the only request. */
export class RequestRepeated extends DomainError {
  readonly code = 'request_repeated';
  constructor() {
    super('The same was asked for again.');
  }
}

/** Another process holds what this one worked on: a task, or the right to publish; or has done it. */
export class LeaseLost extends DomainError {
  readonly code = 'lease_lost';
  constructor() {
    super('The work is no longer held by this process.');
  }
}

/** Only one may publish at a time, and a relay is at it. */
export class RelayActive extends DomainError {
  readonly code = 'relay_active';
  constructor() {
    super('A relay is at work. Stop every relay, wait five seconds, and try again.');
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

/** A task that waits for other work: it is tried again later, however often. */
export class NotYet extends DomainError {
  readonly code = 'not_yet';
  constructor(what: string) {
    super(`Something has to be done before: ${what}.`);
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
  /** @param pointer to the parameter that it came in */
  constructor(pointer = '/cursor') {
    super('The cursor does not belong to this list. Start again without it.', [
      { pointer, detail: 'is not a cursor of this list' },
    ]);
  }
}

/** What came after this cursor is no longer in the log, or the log begins anew since a restore from backup. */
export class CursorExpired extends DomainError {
  readonly code = 'cursor_expired';
  constructor() {
    super('What follows this cursor is gone. Start without it, and read the users again if you keep a copy of them.');
  }
}

/** As many readers follow the log as this process serves. */
export class TooManyStreams extends DomainError {
  readonly code = 'too_many_streams';
  readonly retryAfterSeconds = 5;
  constructor() {
    super('Too many readers wait for events here. Try again in a moment, or read page by page without waiting.');
  }
}
