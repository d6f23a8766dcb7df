/** What a new incarnation put an end to. */
export interface NewIncarnation {
  /** The `ce_stream` of all events from now on. */
  readonly stream: number;
  readonly sessions: number;
  readonly users: number;
}

/**
 * This database as one of a line: a restore from a backup begins another, because what was handed out after the backup
 * was made (sequences, epochs, sessions, links) is unknown to it and must not come to mean something else.
 */
export interface Incarnations {
  /**
   * At once or not at all: raises the stream to the minutes since 1970, which no stream and no epoch before can have
   * reached; gives every user and service client that epoch; forgets every session, one-time token kept here, way back, signing key, kept
   * answer, and every waiting mail with a link in it.
   *
   * @throws DependencyUnavailable
   */
  begin(now: Date): Promise<NewIncarnation>;
}
