/**
 * A rule said no. `code` is a literal that never changes once published: clients branch on it, and the HTTP ring
 * maps it to a problem (RFC 9457). `message` is for people; it never holds a secret, a token or a foreign address.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  /** JSON pointers (RFC 6901) into the input that the rule speaks of; empty when it is not about the input. */
  readonly fields: readonly FieldError[];

  constructor(message: string, fields: readonly FieldError[] = []) {
    super(message);
    this.name = new.target.name;
    this.fields = fields;
  }
}

/** One complaint about one field. */
export interface FieldError {
  /** JSON pointer, for instance `/password`. */
  readonly pointer: string;
  readonly detail: string;
}

/** What a use-case lists in its `errors`: the class, from which code and status are looked up. */
export type DomainErrorClass = abstract new (...args: never[]) => DomainError;
